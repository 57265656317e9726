/* Suggestions under the search box while one types: a combobox with a list. Without script a button beside the box asks for them. */
(() => {
  "use strict";
  const box = document.querySelector("[data-suggestions]");
  if (!box) return;
  const PAUSE = 120; // milliseconds without a key before a request
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let options = [];
  let active = -1;
  let waiting = 0;
  let request = null;

  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.suggestionsLabel);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  box.type = "text"; // what browsers add to a search field gets in the way of a list
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    box.setAttribute(name, value);
  }
  box.form.append(list, status);

  const point = (index) => {
    options[active]?.element.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active]?.element;
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  };

  const close = () => {
    clearTimeout(waiting);
    request?.abort();
    point(-1);
    options = [];
    list.hidden = true;
    status.textContent = "";
    box.setAttribute("aria-expanded", "false");
  };

  const buildOption = ({ shown: text, says: description }, index) => {
    const element = document.createElement("li");
    element.id = `suggestion-${index + 1}`;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    for (const [name, words] of [["suggestion-text", text], ["suggestion-description", description]]) {
      const part = document.createElement("span");
      part.className = name;
      part.dir = "auto";
      part.textContent = words;
      element.append(part, " ");
    }
    return element;
  };

  const show = ({ told: count, suggestions }) => {
    point(-1);
    options = suggestions.map((suggestion, index) => ({ ...suggestion, element: buildOption(suggestion, index) }));
    list.replaceChildren(...options.map(({ element }) => element));
    list.hidden = !options.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = count;
  };

  /* What stands before the caret is completed; what stands behind it stays. */
  const typed = () => box.value.slice(0, box.selectionStart);
  const ask = async () => {
    request?.abort();
    if (!typed().trim()) return close();
    request = new AbortController();
    try {
      const response = await fetch(`${box.dataset.suggestions}?q=${encodeURIComponent(typed())}`, { signal: request.signal });
      if (response.ok && document.activeElement === box) show(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") close(); // no network: the box works as before
    }
  };
  const askSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };

  const take = ({ text }) => {
    const goesOn = text.endsWith(":");
    const after = box.value.slice(box.selectionStart);
    const before = goesOn || after.startsWith(" ") ? text : `${text} `;
    close();
    box.value = before + after;
    box.setSelectionRange(before.length, before.length);
    box.dispatchEvent(new Event("change", { bubbles: true }));
    if (goesOn) ask();
  };

  const keys = {
    ArrowDown: () => (list.hidden ? ask() : point((active + 1) % options.length)),
    ArrowUp: () => list.hidden || point((active < 1 ? options.length : active) - 1),
    Escape: () => close(),
    Enter: () => take(options[active]),
  };
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    if (list.hidden && event.key !== "ArrowDown") return;
    if (event.key === "Enter" && active < 0) return close();
    event.preventDefault();
    keys[event.key]();
  });
  box.addEventListener("input", askSoon);
  box.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const index = options.findIndex(({ element }) => element.contains(event.target));
    if (index >= 0) take(options[index]);
  });
})();
