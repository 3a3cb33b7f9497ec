// What interactive figures look like. Colors come from the page (--cnn-…, book/_static/palette.css); where
// there are none, as in JupyterLab, from cnnlib/palette.py's values below (a test holds them equal).
"use strict";
window.cnn = window.cnn || {};
cnn.style = `
:host { display: block; margin: 1.5rem 0; text-align: start;
  --paper: var(--cnn-paper, #ffffff); --raised: var(--cnn-raised, #f4f2ec); --line: var(--cnn-line, #c7ccd3);
  --ink: var(--cnn-ink, #1c2530); --muted: var(--cnn-muted, #596572); --input: var(--cnn-input, #0a5fa5);
  --kernel: var(--cnn-kernel, #a84a00); --output: var(--cnn-output, #00705a); --gradient: var(--cnn-gradient, #96297a);
  --warning: var(--cnn-warning, #b02a1c); color: var(--ink);
  font-family: var(--pst-font-family-heading, var(--jp-ui-font-family, sans-serif)); font-size: 0.95rem; line-height: 1.45; }
:host(.dark) {
  --paper: var(--cnn-paper, #12161b); --raised: var(--cnn-raised, #1d242c); --line: var(--cnn-line, #414c58);
  --ink: var(--cnn-ink, #e7eaee); --muted: var(--cnn-muted, #9ca8b5); --input: var(--cnn-input, #6fb6f0);
  --kernel: var(--cnn-kernel, #f2a556); --output: var(--cnn-output, #4fc7a9); --gradient: var(--cnn-gradient, #e391cd);
  --warning: var(--cnn-warning, #ff8f78); }
* { box-sizing: border-box; }
.figure { border: 1px solid var(--line); border-radius: 8px; padding: 0.9rem; background: var(--paper); container-type: inline-size; overflow: clip; }
.still { display: none; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem 1.1rem; align-items: center; }
.row + .row, .grids { margin-top: 0.9rem; }
label { display: inline-flex; align-items: center; gap: 0.4rem; color: var(--muted); }
select, button, .file { font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--muted);
  border-radius: 5px; min-height: 2rem; padding: 0.1rem 0.6rem; cursor: pointer; }
button:disabled { color: var(--muted); border-style: dashed; cursor: default; }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 1px; }
[hidden] { display: none !important; }
.signed { display: inline-flex; align-items: center; gap: 0.8rem; }
.sign { font-size: 1.5rem; color: var(--muted); }
/* Cells shrink until all grids fit in one line: --columns of them, or --widest in the widest where the line is short. */
.grids { justify-content: center; gap: 0.8rem; --cell: clamp(1.3rem, calc((100cqw - 6rem) / var(--columns, 12) - 2px), 2.1rem); }
@container (max-width: 34rem) { .grids { --cell: clamp(1.5rem, calc(100cqw / var(--widest, 12) - 2px), 2rem); } }
table { border-collapse: separate; border-spacing: 2px; margin: 0; font-variant-numeric: tabular-nums; }
caption { caption-side: top; padding-bottom: 0.25rem; font-weight: 600; white-space: nowrap; margin: 0 -2rem; }
table.input caption { color: var(--input); } table.kernel caption { color: var(--kernel); }
table.output caption { color: var(--output); }
td { width: var(--cell, 2.1rem); height: var(--cell, 2.1rem); min-width: calc(var(--length, 3) * 5.2px + 3px); padding: 0;
  font-size: clamp(9.5px, calc(var(--cell, 2.1rem) * 1.65 / var(--longest, 3)), 0.95rem); text-align: center; background: var(--raised);
  border: 1px solid var(--line); border-radius: 3px; }
td.padding { background: none; border-style: dashed; color: var(--muted); }
td.used { border-width: 2px; font-weight: 700; color: var(--paper); }
.input td.used { background: var(--input); border-color: var(--input); }
.input td.padding.used { background: none; color: var(--input); border-color: var(--input); border-style: dashed; }
.kernel td { border-color: var(--kernel); }
.output td { cursor: pointer; }
.output td[aria-selected="true"] { background: var(--output); border-color: var(--output); color: var(--paper); font-weight: 700; }
td.met, .sum .met { outline: 3px solid var(--kernel); outline-offset: -1px; }
.sum .met { border-radius: 3px; outline-width: 2px; outline-offset: 0; }
td input { width: 100%; height: 100%; border: 0; padding: 0; background: none; color: inherit; font: inherit; text-align: center; }
td input[aria-invalid="true"] { box-shadow: inset 0 0 0 3px var(--warning); color: var(--warning); }
td.used input[aria-invalid="true"] { background: var(--paper); }
.sum { margin: 0.9rem 0 0; min-height: 3em; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.problem { margin: 0.3rem 0 0; min-height: 1.45em; color: var(--warning); font-weight: 600; }
@media (max-width: 30rem) { .figure { padding: 0.6rem 0.3rem; } }
@media print { .figure { display: none; } .still { display: block; } }
`;
