/* Over the bars of a search one can draw: the days drawn over go into the form below, which narrows. The form alone does the same. */
(() => {
  "use strict";
  const chart = document.querySelector(".bars[data-first-month]");
  const form = document.querySelector("form.date-range-form");
  if (!chart || !form) return;
  const { firstMonth, unit, slots, bars } = chart.dataset;
  const [year, month] = firstMonth.split("-").map(Number);
  form.querySelector("[data-drag-hint]").hidden = !matchMedia("(any-pointer: fine)").matches; // no word of it to fingers
  const LEAST = 5; // pixels: less is a click on a bar
  const drawn = document.createElementNS(chart.namespaceURI, "rect");
  drawn.classList.add("selected-range");
  drawn.setAttribute("y", "0");
  drawn.setAttribute("height", "84");
  let start = null;
  let dragged = false;

  const day = (bar, offset) => {
    const date = new Date(Date.UTC(2000, unit === "month" ? month - 1 + bar : 0, 1));
    date.setUTCFullYear(year + (unit === "month" ? Math.floor((month - 1 + bar) / 12) : bar));
    date.setUTCDate(date.getUTCDate() + offset);
    return date.toISOString().slice(0, 10);
  };
  const barAt = (x) => {
    const { left, right, width } = chart.getBoundingClientRect();
    const along = document.documentElement.dir === "rtl" ? right - x : x - left; // time runs as one reads
    return Math.min(Math.max(Math.floor((along / width) * slots), 0), bars - 1);
  };
  const clear = () => {
    start = null;
    drawn.remove();
  };

  const draw = (x) => {
    const [first, last] = [barAt(start), barAt(x)].sort((a, b) => a - b);
    drawn.setAttribute("x", `${(first * 100) / slots}%`);
    drawn.setAttribute("width", `${((last - first + 1) * 100) / slots}%`);
    if (!drawn.parentNode) chart.append(drawn);
    form.elements.from.value = day(first, 0);
    form.elements.until.value = day(last + 1, -1);
  };

  chart.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.pointerType !== "touch" && event.button === 0) start = event.clientX; // a finger scrolls
  });
  window.addEventListener("pointermove", (event) => {
    if (start === null) return;
    dragged ||= Math.abs(event.clientX - start) >= LEAST;
    if (dragged) draw(event.clientX);
  });
  window.addEventListener("pointerup", () => {
    if (start !== null && dragged) form.requestSubmit();
    clear();
  });
  window.addEventListener("pointercancel", clear);
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || start === null) return;
    clear();
    form.reset();
  });
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("click", (event) => dragged && event.preventDefault(), true);
})();
