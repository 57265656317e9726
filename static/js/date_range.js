/* Select a range of days by dragging over the chart of a search; it is sent by the form below, which works without script. */
(() => {
  "use strict";
  const chart = document.querySelector(".bars[data-first-month]");
  const form = document.querySelector("form.date-range-form");
  if (!chart || !form) return;
  const { firstMonth, unit, slots, bars } = chart.dataset;
  const [year, month] = firstMonth.split("-").map(Number);
  form.querySelector("[data-drag-hint]").hidden = !matchMedia("(any-pointer: fine)").matches; // no word of it to fingers
  const MIN_DRAG = 5; // pixels: less is a click on a bar
  const selection = document.createElementNS(chart.namespaceURI, "rect");
  selection.classList.add("selected-range");
  selection.setAttribute("y", "0");
  selection.setAttribute("height", "84");
  let startX = null;
  let dragged = false;

  const formatDay = (bar, offset) => {
    const date = new Date(Date.UTC(2000, unit === "month" ? month - 1 + bar : 0, 1));
    date.setUTCFullYear(year + (unit === "month" ? Math.floor((month - 1 + bar) / 12) : bar));
    date.setUTCDate(date.getUTCDate() + offset);
    return date.toISOString().slice(0, 10);
  };
  const findBar = (x) => {
    const { left, right, width } = chart.getBoundingClientRect();
    const offset = document.documentElement.dir === "rtl" ? right - x : x - left; // time runs as one reads
    return Math.min(Math.max(Math.floor((offset / width) * slots), 0), bars - 1);
  };
  const clear = () => {
    startX = null;
    selection.remove();
  };

  const select = (x) => {
    const [first, last] = [findBar(startX), findBar(x)].sort((a, b) => a - b);
    selection.setAttribute("x", `${(first * 100) / slots}%`);
    selection.setAttribute("width", `${((last - first + 1) * 100) / slots}%`);
    if (!selection.parentNode) chart.append(selection);
    form.elements.from.value = formatDay(first, 0);
    form.elements.until.value = formatDay(last + 1, -1);
  };

  chart.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.pointerType !== "touch" && event.button === 0) startX = event.clientX; // a finger scrolls
  });
  window.addEventListener("pointermove", (event) => {
    if (startX === null) return;
    dragged ||= Math.abs(event.clientX - startX) >= MIN_DRAG;
    if (dragged) select(event.clientX);
  });
  window.addEventListener("pointerup", () => {
    if (startX !== null && dragged) form.requestSubmit();
    clear();
  });
  window.addEventListener("pointercancel", clear);
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || startX === null) return;
    clear();
    form.reset();
  });
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("click", (event) => dragged && event.preventDefault(), true);
})();
