/* Suggestions under the search box: a combobox with a listbox. Without script, a button leads to a page of them. */
(() => {
  "use strict";
  const box = document.querySelector("[data-suggestions]");
  if (!box) return;
  const DELAY = 120; // milliseconds without a key before a request
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let options = [];
  let active = -1;
  let timer = 0;
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

  const setActiveOption = (index) => {
    options[active]?.element.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active]?.element;
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  };

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    setActiveOption(-1);
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
    setActiveOption(-1);
    options = suggestions.map((suggestion, index) => ({ ...suggestion, element: buildOption(suggestion, index) }));
    list.replaceChildren(...options.map(({ element }) => element));
    list.hidden = !options.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = count;
  };

  /* The text before the caret is completed; the text after it stays. */
  const getTypedText = () => box.value.slice(0, box.selectionStart);
  const fetchSuggestions = async () => {
    request?.abort();
    if (!getTypedText().trim()) return close();
    request = new AbortController();
    try {
      const response = await fetch(`${box.dataset.suggestions}?q=${encodeURIComponent(getTypedText())}`, { signal: request.signal });
      if (response.ok && document.activeElement === box) show(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") close(); // no network: the box works as before
    }
  };
  const scheduleFetch = () => {
    clearTimeout(timer);
    timer = setTimeout(fetchSuggestions, DELAY);
  };

  const acceptOption = ({ text }) => {
    const isField = text.endsWith(":");
    const after = box.value.slice(box.selectionStart);
    const before = isField || after.startsWith(" ") ? text : `${text} `;
    close();
    box.value = before + after;
    box.setSelectionRange(before.length, before.length);
    box.dispatchEvent(new Event("change", { bubbles: true }));
    if (isField) fetchSuggestions();
  };

  const keys = {
    ArrowDown: () => (list.hidden ? fetchSuggestions() : setActiveOption((active + 1) % options.length)),
    ArrowUp: () => list.hidden || setActiveOption((active < 1 ? options.length : active) - 1),
    Escape: () => close(),
    Enter: () => acceptOption(options[active]),
  };
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    if (list.hidden && event.key !== "ArrowDown") return;
    if (event.key === "Enter" && active < 0) return close();
    event.preventDefault();
    keys[event.key]();
  });
  box.addEventListener("input", scheduleFetch);
  box.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const index = options.findIndex(({ element }) => element.contains(event.target));
    if (index >= 0) acceptOption(options[index]);
  });
})();
