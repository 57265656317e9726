/* Scroll two compared texts together; the number of a passage scrolls the other text to it. */
(() => {
  "use strict";
  const sides = document.querySelector("[data-sides]");
  if (!sides || matchMedia("(max-width: 44rem)").matches) return;
  const texts = [...sides.querySelectorAll(".side-text")];
  if (texts.length !== 2) return;
  sides.classList.add("scroll-synced");
  let scrollingSide = null;
  const syncScroll = (source, target) => {
    if (scrollingSide === source) {
      scrollingSide = null;
      return;
    }
    const range = source.scrollHeight - source.clientHeight;
    scrollingSide = target;
    const position = range > 0 ? (source.scrollTop / range) * (target.scrollHeight - target.clientHeight) : 0;
    if (Math.abs(target.scrollTop - position) < 1) scrollingSide = null;
    target.scrollTop = position;
  };
  texts[0].addEventListener("scroll", () => syncScroll(texts[0], texts[1]), { passive: true });
  texts[1].addEventListener("scroll", () => syncScroll(texts[1], texts[0]), { passive: true });
  sides.addEventListener("click", (event) => {
    const link = event.target.closest("a.passage");
    if (!link) return;
    const partner = document.getElementById(link.getAttribute("href").slice(1));
    const other = partner && partner.closest(".side-text");
    if (!other) return;
    event.preventDefault();
    const mine = link.closest(".side-text");
    scrollingSide = other;
    other.scrollTop += partner.getBoundingClientRect().top - other.getBoundingClientRect().top
      - (link.getBoundingClientRect().top - mine.getBoundingClientRect().top);
    partner.focus({ preventScroll: true });
    history.replaceState(null, "", link.hash);
  });
})();
