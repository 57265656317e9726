/* Keys of the review page. They can be switched off, and do nothing in a box; every one presses a button of the page. */
"use strict";
{
  const STORED = "cuttings-review-keys"; // "off" in the browser of who switched them off
  const help = document.querySelector("[data-review-keys]");
  const keySwitch = help.querySelector("[data-keys-switch]");
  const rows = [...document.querySelectorAll(".question")];
  const isBox = (element) =>
    element.matches("textarea, select, [contenteditable], .select2-selection, input:not([type=radio], [type=checkbox], [type=submit])");
  const findRow = (element) => element.closest(".question");
  const getCurrentRow = () => findRow(document.activeElement) ?? document.querySelector(".question-open") ?? rows[0];
  const getFirstBox = (row) => row.querySelector("textarea, input:not([type=hidden]), .select2-selection, select");
  const getDecision = (row) => row.querySelector("[name=right]") ?? document.querySelector("[name=answer]");

  const focusRow = (by) => {
    const row = rows[Math.min(Math.max(rows.indexOf(getCurrentRow()) + by, 0), rows.length - 1)];
    (row.querySelector("[name=right]") ?? getFirstBox(row)).focus();
  };
  const actions = {
    t: () => getCurrentRow().querySelector("[name=right]")?.click(),
    e: () => getFirstBox(getCurrentRow())?.focus(),
    j: () => focusRow(1),
    k: () => focusRow(-1),
  };

  const readKey = (event) => {
    const key = event.key.toLowerCase();
    return /^[a-z]$/.test(key) ? key : event.code.replace(/^Key/, "").toLowerCase(); // of another script: by its place
  };

  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.defaultPrevented || event.isComposing) return;
    const row = findRow(target);
    if (row && event.key === "Enter" && target.matches("textarea, input:not([type=submit], [type=date])")) {
      event.preventDefault();
      getDecision(row).click();
    } else if (row && event.key === "Escape" && isBox(target)) {
      (row.querySelector("[name=right]") ?? target).focus();
      if (document.activeElement === target) target.blur();
    } else if (keySwitch.checked && !isBox(target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const key = readKey(event);
      const action = actions[key] ?? document.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!action) return;
      event.preventDefault();
      if (typeof action === "function") action();
      else action.click();
    }
  });

  /* The button of a row says what it does: once the value was edited, it saves. */
  const isAsSent = (element) =>
    element.matches("select") && [...element.options].every((option) => option.selected === option.defaultSelected);
  const noteEdit = ({ target }) => {
    const button = findRow(target)?.querySelector("[name=right]");
    if (button && !isAsSent(target)) button.textContent = button.dataset.edited;
  };
  document.addEventListener("input", noteEdit);
  window.django?.jQuery?.(document).on("change", ".question select", noteEdit); // select2 tells jQuery only

  try {
    keySwitch.checked = localStorage.getItem(STORED) !== "off";
  } catch {} // storage may be forbidden
  keySwitch.addEventListener("change", () => {
    try {
      localStorage.setItem(STORED, keySwitch.checked ? "on" : "off");
    } catch {}
  });
  help.hidden = false;
}
