/* Beside each input of a typed date a calendar; below it, while one types, how the archive reads it. */
"use strict";
{
  const READING_DELAY = 400; // milliseconds without a key

  const addCalendar = (box, input) => {
    const calendar = document.createElement("input");
    calendar.type = "date";
    calendar.className = "date-calendar";
    calendar.setAttribute("aria-label", box.dataset.calendarLabel);
    if (/^\d{4}-\d\d-\d\d$/.test(input.value)) calendar.value = input.value;
    calendar.addEventListener("change", () => {
      if (!calendar.value) return;
      input.value = calendar.value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    input.after(calendar);
  };

  const readWhileTyping = (box, input) => {
    const reading = box.querySelector(".date-reading");
    let waiting = 0;
    let asked = 0;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        const number = ++asked;
        const query = new URLSearchParams({ name: input.name, text: input.value.slice(0, 200) });
        const response = await fetch(`${box.dataset.readingAddress}?${query}`).catch(() => null);
        if (response?.ok && !response.redirected && number === asked) reading.innerHTML = await response.text();
      }, READING_DELAY);
    });
  };

  const enhance = (root) => {
    for (const box of root.querySelectorAll(".typed-date:not([data-enhanced])")) {
      const input = box.querySelector("input");
      if (input.name.includes("__prefix__")) continue;
      box.dataset.enhanced = "";
      addCalendar(box, input);
      readWhileTyping(box, input);
    }
  };
  document.addEventListener("DOMContentLoaded", () => enhance(document));
  document.addEventListener("formset:added", (event) => enhance(event.target));
}
