/* Two texts that scroll together; a number brings its passage up on both sides. The page works without. */
(() => {
  "use strict";
  const sides = document.querySelector("[data-sides]");
  if (!sides || matchMedia("(max-width: 44rem)").matches) return;
  const texts = [...sides.querySelectorAll(".side-text")];
  if (texts.length !== 2) return;
  sides.classList.add("scroll-synced");
  let led = null;
  const follow = (leader, other) => {
    if (led === leader) {
      led = null;
      return;
    }
    const range = leader.scrollHeight - leader.clientHeight;
    led = other;
    const to = range > 0 ? (leader.scrollTop / range) * (other.scrollHeight - other.clientHeight) : 0;
    if (Math.abs(other.scrollTop - to) < 1) led = null;
    other.scrollTop = to;
  };
  texts[0].addEventListener("scroll", () => follow(texts[0], texts[1]), { passive: true });
  texts[1].addEventListener("scroll", () => follow(texts[1], texts[0]), { passive: true });
  sides.addEventListener("click", (event) => {
    const link = event.target.closest("a.passage");
    if (!link) return;
    const partner = document.getElementById(link.getAttribute("href").slice(1));
    const other = partner && partner.closest(".side-text");
    if (!other) return;
    event.preventDefault();
    const mine = link.closest(".side-text");
    led = other;
    other.scrollTop += partner.getBoundingClientRect().top - other.getBoundingClientRect().top
      - (link.getBoundingClientRect().top - mine.getBoundingClientRect().top);
    partner.focus({ preventScroll: true });
    history.replaceState(null, "", link.hash);
  });
})();
