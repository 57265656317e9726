/* Suggestions under the search box while one types: a combobox with a list. Without script a button beside the box asks for them. */
(() => {
  "use strict";
  const box = document.querySelector("[data-suggestions]");
  if (!box) return;
  const PAUSE = 120; // milliseconds without a key before the archive is asked
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let options = [];
  let active = -1;
  let waiting = 0;
  let asked = null;

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

  const point = (place) => {
    options[active]?.element.setAttribute("aria-selected", "false");
    active = place;
    const chosen = options[active]?.element;
    if (!chosen) return box.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", chosen.id);
  };

  const close = () => {
    clearTimeout(waiting);
    asked?.abort();
    point(-1);
    options = [];
    list.hidden = true;
    status.textContent = "";
    box.setAttribute("aria-expanded", "false");
  };

  const option = ({ shown, says }, place) => {
    const element = document.createElement("li");
    element.id = `suggestion-${place + 1}`;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    for (const [name, words] of [["suggestion-text", shown], ["suggestion-description", says]]) {
      const part = document.createElement("span");
      part.className = name;
      part.dir = "auto";
      part.textContent = words;
      element.append(part, " ");
    }
    return element;
  };

  const show = ({ told, suggestions }) => {
    point(-1);
    options = suggestions.map((one, place) => ({ ...one, element: option(one, place) }));
    list.replaceChildren(...options.map(({ element }) => element));
    list.hidden = !options.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = told;
  };

  /* What stands before the caret is completed; what stands behind it stays. */
  const typed = () => box.value.slice(0, box.selectionStart);
  const ask = async () => {
    asked?.abort();
    if (!typed().trim()) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggestions}?q=${encodeURIComponent(typed())}`, { signal: asked.signal });
      if (answer.ok && document.activeElement === box) show(await answer.json());
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
    const rest = box.value.slice(box.selectionStart);
    const before = goesOn || rest.startsWith(" ") ? text : `${text} `;
    close();
    box.value = before + rest;
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
    const place = options.findIndex(({ element }) => element.contains(event.target));
    if (place >= 0) take(options[place]);
  });
})();
