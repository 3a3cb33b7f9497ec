// Styles for the chapters in JupyterLab, as a prebuilt extension that needs no build; `make lab` finds it.
"use strict";
(() => {
  const STYLES = `
    /* jupyterlab-myst counts all displayed formulas of a notebook from 1. What the text names bears the book's number. */
    .jp-MarkdownCell a[title="Link to this Equation"] { display: none; }
    /* A closed output shows its first line, which often is the answer. */
    .jp-OutputPlaceholder .jp-PlaceholderText { display: none; }
    .jp-OutputPlaceholder .jp-Placeholder-contentContainer::before { content: "The result"; padding-right: 0.5em; }
  `;

  function activate() {
    const style = document.createElement("style");
    style.textContent = STYLES;
    document.head.append(style);
  }

  const plugin = { id: "cnn-book:styles", autoStart: true, activate };
  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB["cnn-book"] = { init() {}, get: async () => () => ({ __esModule: true, default: plugin }) };
})();
