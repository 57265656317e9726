/* Enhancements of all pages: theme, hits, filters, keyboard. Every page works without them. */
(() => {
  "use strict";
  const root = document.documentElement;
  const isTextField = (element) => element.matches("input, textarea, select, [contenteditable]");

  /* The theme chosen is kept in a cookie, so that the server sends the next page in it. */
  const themes = document.querySelector("[data-themes]");
  const showTheme = () => {
    for (const button of themes.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (root.dataset.theme || "")));
    }
  };
  if (themes) {
    themes.hidden = false;
    showTheme();
    themes.addEventListener("click", ({ target }) => {
      const choice = target.dataset.themeChoice;
      if (choice === undefined) return;
      if (choice) root.dataset.theme = choice;
      else delete root.dataset.theme;
      document.cookie = `theme=${choice}; path=/; max-age=${choice ? 31536000 : 0}; samesite=lax`;
      showTheme();
    });
  }

  /* Step through the hits in an article. */
  const stepper = document.querySelector("[data-stepper]");
  const hits = [...document.querySelectorAll("mark[id^=hit-]")];
  let current = -1;
  const step = (by) => {
    hits[current]?.classList.remove("current");
    current = current < 0 && by < 0 ? hits.length - 1 : (current + by + hits.length) % hits.length;
    hits[current].classList.add("current");
    hits[current].scrollIntoView({ block: "center" });
    const text = stepper.dataset.positionText.replace("{place}", current + 1).replace("{all}", hits.length);
    stepper.querySelector("[data-hit-position]").textContent = text;
  };
  if (stepper && hits.length) {
    stepper.querySelector("[data-hit-position]").setAttribute("role", "status");
    stepper.querySelector("ol").hidden = true;
    for (const [words, by] of [[stepper.dataset.previous, -1], [stepper.dataset.next, 1]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words;
      button.addEventListener("click", () => step(by));
      stepper.append(button);
    }
  }

  /* Filter a long list of names by what is typed above it. */
  for (const list of document.querySelectorAll("[data-filter]")) {
    list.querySelector("input[type=search]")?.addEventListener("input", ({ target }) => {
      const wanted = target.value.toLocaleLowerCase();
      for (const item of list.querySelectorAll("li")) item.hidden = !item.textContent.toLocaleLowerCase().includes(wanted);
    });
  }

  /* Keyboard navigation in a list of articles: j and k always, arrows once one of them has the focus. */
  const headlines = [...document.querySelectorAll("main .headline a")];
  const moves = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  const focusHeadline = (by, event) => {
    const current = headlines.indexOf(document.activeElement);
    if (event.key.startsWith("Arrow") && current < 0) return;
    event.preventDefault();
    const next = current < 0 && by < 0 ? headlines.length - 1 : current + by;
    headlines[Math.min(Math.max(next, 0), headlines.length - 1)].focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTextField(event.target)) return;
    if (event.key === "/") {
      const box = document.querySelector("[data-search-input]");
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "?") {
      document.querySelector("#keys")?.showModal();
    } else if (event.key === "f" && document.querySelector("#find")) {
      event.preventDefault();
      document.querySelector("#find").focus();
    } else if (headlines.length && moves[event.key]) {
      focusHeadline(moves[event.key], event);
    } else if (hits.length && stepper && (event.key === "n" || event.key === "p")) {
      step(event.key === "n" ? 1 : -1);
    }
  });
})();
