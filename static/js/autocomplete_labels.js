/* Accessible names for autocomplete boxes: the label of the field and the value chosen. */
"use strict";
{
  const labelBoxes = (root) => {
    for (const select of root.querySelectorAll("select.admin-autocomplete:not([name*=__prefix__])")) {
      const box = select.parentElement.querySelector(".select2-selection");
      const chosen = box?.querySelector(".select2-selection__rendered");
      const label = document.querySelector(`label[for="${select.id}"]`);
      if (!chosen) continue;
      if (label) {
        label.id ||= `${select.id}_label`;
        chosen.setAttribute("aria-labelledby", label.id);
        box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
      } else {
        chosen.setAttribute("aria-label", select.getAttribute("aria-label") ?? select.name);
      }
    }
  };
  django.jQuery(() => labelBoxes(document));
  document.addEventListener("formset:added", (event) => labelBoxes(event.target));
}
