/* Upload form: files and folders may be dropped on either box; each file is sent with its path in its folder, and what was
   chosen is counted. Without script, both boxes are ordinary inputs of files. */
"use strict";
{
  const paths = new Map(); // input → the path of each of its files

  const listEntries = async (reader) => {
    const entries = [];
    for (;;) {
      const more = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!more.length) return entries; // at most a hundred come at a time
      entries.push(...more);
    }
  };
  const collectFiles = async (entry, found) => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({ file, path: entry.fullPath.replace(/^\//, "") });
      return;
    }
    for (const child of await listEntries(entry.createReader())) await collectFiles(child, found);
  };

  const showChoice = (input) => {
    const row = input.closest(".form-row");
    let line = row.querySelector(".chosen-files");
    if (!line) {
      line = document.createElement("p");
      line.className = "chosen-files help";
      line.setAttribute("role", "status");
      row.append(line);
    }
    const size = [...input.files].reduce((total, file) => total + file.size, 0);
    const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format;
    const words = input.form.dataset.chosen.replace("{files}", format(input.files.length)).replace("{megabytes}", format(size / 1e6));
    line.textContent = input.files.length ? words : "";
  };

  const takeDrop = async (input, entries) => {
    const found = [];
    for (const entry of entries) await collectFiles(entry, found);
    const transfer = new DataTransfer();
    for (const { file } of found) transfer.items.add(file);
    input.files = transfer.files;
    paths.set(input, found.map(({ path }) => path));
    showChoice(input);
  };

  const watchInput = (input) => {
    input.addEventListener("dragover", (event) => event.preventDefault());
    input.addEventListener("drop", (event) => {
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      if (!entries.length) return;
      event.preventDefault();
      takeDrop(input, entries);
    });
    input.addEventListener("change", () => {
      paths.set(input, [...input.files].map((file) => file.webkitRelativePath));
      showChoice(input);
    });
    input.form.addEventListener("submit", () => {
      input.form.elements[`${input.name}_paths`].value = (paths.get(input) ?? []).join("\n");
    });
  };
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("input[type=file].file-drop").forEach(watchInput));
}
