/* Comfort only: every page works without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

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

  /* In an article that a search led to: step through the hits. */
  const stepper = document.querySelector("[data-stepper]");
  const hits = [...document.querySelectorAll("mark[id^=hit-]")];
  let place = -1;
  const step = (by) => {
    hits[place]?.classList.remove("current");
    place = place < 0 && by < 0 ? hits.length - 1 : (place + by + hits.length) % hits.length;
    hits[place].classList.add("current");
    hits[place].scrollIntoView({ block: "center" });
    const text = stepper.dataset.positionText.replace("{place}", place + 1).replace("{all}", hits.length);
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

  /* The advanced form shows its query in the search box. */
  const compose = document.querySelector("[data-compose]");
  const box = document.querySelector("[data-search-input]");
  if (compose && box) {
    const first = box.value.trim();
    const any = compose.elements["narrow-match"]?.value === "any";
    const quoted = (text) => `"${text.replace(/["“”()\\]/g, " ").split(/\s+/).filter(Boolean).join(" ")}"`;
    const between = any ? " AND " : " "; // where words side by side mean any of them
    const word = (text) => (/^[\p{L}\p{N}]+$/u.test(text) ? text : quoted(text));
    const words = (text) => text.split(/\s+/).filter(Boolean);
    const writers = {
      all: (text) => (any ? words(text).map(word).join(" AND ") : text),
      phrase: quoted,
      any: (text) => (words(text).length > 1 ? `(${words(text).map(word).join(" OR ")})` : word(text)),
      none: (text) => words(text).map((each) => `NOT ${word(each)}`).join(between),
      title: (text) => words(text).map((each) => `title:${word(each)}`).join(between),
      author: (text) => `author:${quoted(text)}`,
      outlet: (text) => `outlet:${quoted(text)}`,
    };
    compose.addEventListener("input", () => {
      const parts = Object.entries(writers)
        .map(([name, write]) => [compose.elements[name].value.trim(), write])
        .map(([text, write]) => (text ? write(text) : ""));
      const [from, until] = ["from", "until"].map((name) => compose.elements[name].value);
      if (from || until) parts.push(`date:[${from || "*"} TO ${until || "*"}]`);
      const query = first === "*" ? "" : first;
      const grouped = any && /\s/.test(query) && parts.some(Boolean) ? `(${query})` : query;
      box.value = [grouped, ...parts].filter(Boolean).join(between);
    });
  }

  /* A long list of names follows what one types above it. */
  for (const list of document.querySelectorAll("[data-filter]")) {
    list.querySelector("input[type=search]")?.addEventListener("input", ({ target }) => {
      const wanted = target.value.toLocaleLowerCase();
      for (const item of list.querySelectorAll("li")) item.hidden = !item.textContent.toLocaleLowerCase().includes(wanted);
    });
  }

  /* Through a list of articles: j and k always, arrows once one of them has the focus. */
  const heads = [...document.querySelectorAll("main .headline a")];
  const moves = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  const walk = (by, event) => {
    const current = heads.indexOf(document.activeElement);
    if (event.key.startsWith("Arrow") && current < 0) return;
    event.preventDefault();
    const next = current < 0 && by < 0 ? heads.length - 1 : current + by;
    heads[Math.min(Math.max(next, 0), heads.length - 1)].focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
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
    } else if (heads.length && moves[event.key]) {
      walk(moves[event.key], event);
    } else if (hits.length && stepper && (event.key === "n" || event.key === "p")) {
      step(event.key === "n" ? 1 : -1);
    }
  });
})();
