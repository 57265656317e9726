/* Marks what a reader selects in the text of an article. Without it, the form of each paragraph does the same. */
(() => {
  "use strict";
  const bar = document.querySelector("[data-selection-bar]");
  const text = document.querySelector("#text");
  if (!bar || !text) return;

  /* The words of a range, without the links that stand among them. */
  const readWords = (range) => {
    const part = range.cloneContents();
    for (const link of part.querySelectorAll(".paragraph-link, .note-link, .note-ref")) link.remove();
    return part.textContent;
  };

  const update = () => {
    const selection = document.getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    const isInside = range && !range.collapsed && text.contains(range.commonAncestorContainer);
    const words = isInside ? readWords(range).trim() : "";
    if (!words) {
      if (!bar.contains(document.activeElement)) bar.hidden = true;
      return;
    }
    const start = range.startContainer.nodeType === Node.TEXT_NODE ? range.startContainer.parentElement : range.startContainer;
    const paragraph = start.closest("[id^=p]");
    const before = document.createRange();
    if (paragraph) {
      before.setStart(paragraph, 0);
      before.setEnd(range.startContainer, range.startOffset);
    }
    bar.elements.passage.value = words;
    bar.elements.before.value = paragraph ? readWords(before).slice(-64) : "";
    bar.elements.paragraph.value = paragraph ? paragraph.id.slice(1) : "";
    bar.hidden = false;
  };
  document.addEventListener("selectionchange", update);
})();
