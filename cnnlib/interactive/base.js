// The base of every interactive figure: options in, a shadow root, grids of numbers, controls, a player.
// Classic script, no dependency: it works from a file and in a notebook. Loading it twice is harmless.
"use strict";
window.cnn = window.cnn || {};

// 2, −1.5, 0.333333, −1999992. An integer up to 2^53 is exact, and stands in full. Other numbers are rounded to six
// digits or, where that is finer, to three decimals, so that 0.1 + 0.2 is 0.3. An integer beyond 2^53 is rounded to
// six digits and has a power of ten: 1.23457e+20.
cnn.number = (value) => {
  const digits = Math.max(6, String(Math.trunc(Math.abs(value))).length + 3);
  const rounded = Number.isInteger(value) ? value : parseFloat(value.toPrecision(Math.min(digits, 15)));
  const long = Math.abs(rounded) > 2 ** 53;
  const text = long ? rounded.toExponential(5).replace(/\.?0*e/, "e") : String(rounded + 0);  // + 0: no −0
  return text.replace(/-/g, "−");
};

// Factors as one writes them by hand: a negative one goes in brackets.
cnn.product = (factors) =>
  factors.map(cnn.number).map((text) => (text.startsWith("−") ? `(${text})` : text)).join("·");

// A number from what somebody typed, or null. Nothing is guessed: "3x" is no number.
cnn.parse = (text) => {
  const plain = text.trim().replace("−", "-");
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) && Math.abs(plain) < 1e6 ? Number(plain) : null;
};

cnn.element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

// A grid of numbers. `role` gives its color. With `edited(i, j, value)` its cells are text fields; with
// `chosen(i, j)` one cell is selected. Arrow keys move; Tab enters and leaves the grid as a whole.
cnn.Grid = class {
  constructor({ name, role, edited, chosen, refused }) {
    Object.assign(this, { name, role, edited, chosen, refused, at: [0, 0] });
    this.table = cnn.element("table", { class: role, role: "grid" });
    this.table.addEventListener("keydown", (event) => this.move(event));
  }

  // padding: [top, bottom, left, right] rings of zeros that are shown but not part of `values`.
  show(values, padding = [0, 0, 0, 0]) {
    const [top, bottom, left, right] = padding;
    const [rows, columns] = [values.length, values[0].length];
    Object.assign(this, { values, rows, columns, cells: new Map(), all: new Map() });
    this.at = [Math.min(this.at[0], rows - 1), Math.min(this.at[1], columns - 1)];
    const size = `${rows}×${columns}`;
    this.table.setAttribute("aria-label", `${this.name}, ${rows} rows and ${columns} columns`);
    this.table.classList.toggle("wide", columns + left + right > 8);
    const body = cnn.element("tbody");
    for (let i = -top; i < rows + bottom; i++) {
      const row = cnn.element("tr", { role: "row" });
      for (let j = -left; j < columns + right; j++) row.append(this.cell(i, j));
      body.append(row);
    }
    this.table.replaceChildren(cnn.element("caption", {}, `${this.name} ${size}`), body);
  }

  cell(i, j) {
    const td = cnn.element("td", { role: "gridcell" });
    this.all.set(`${i},${j}`, td);
    if (i < 0 || j < 0 || i >= this.rows || j >= this.columns) {
      td.className = "padding";
      td.textContent = "0";
      td.setAttribute("aria-label", "0, padding");
      return td;
    }
    const text = cnn.number(this.values[i][j]);
    const target = this.edited ? this.field(i, j, text) : td;
    if (this.edited) td.append(target);
    else td.textContent = text;
    if (this.chosen) td.addEventListener("click", () => this.choose(i, j));
    target.tabIndex = i === this.at[0] && j === this.at[1] ? 0 : -1;
    target.addEventListener("focus", () => this.enter(i, j));
    this.cells.set(`${i},${j}`, target);
    return td;
  }

  field(i, j, text) {
    const label = `${this.name}, row ${i}, column ${j}`;
    const field = cnn.element("input", { "aria-label": label, inputmode: "decimal", autocomplete: "off", spellcheck: "false" });
    field.value = text;
    field.addEventListener("focus", () => field.select());
    field.addEventListener("input", () => {
      const value = cnn.parse(field.value);
      field.setAttribute("aria-invalid", value === null);
      if (value === null) this.refused(`“${field.value}” is not a number; ${label} keeps ${cnn.number(this.values[i][j])}.`);
      else {
        this.refused("");
        this.values[i][j] = value;
        this.edited(i, j, value);
      }
    });
    field.addEventListener("blur", () => {
      field.value = cnn.number(this.values[i][j]);
      field.setAttribute("aria-invalid", "false");
    });
    return field;
  }

  enter(i, j) {
    this.cells.get(`${this.at}`).tabIndex = -1;
    this.at = [i, j];
    this.cells.get(`${i},${j}`).tabIndex = 0;
  }

  move(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const field = event.target;
    let [i, j] = this.at;
    if (event.key in steps) {
      const sideways = steps[event.key][1];
      // Inside a number the arrow moves the cursor; at its end, or with all of it selected, it leaves the cell.
      if (this.edited && sideways && field.selectionStart === field.selectionEnd) {
        if (field.selectionStart !== (sideways < 0 ? 0 : field.value.length)) return;
      }
      i += steps[event.key][0];
      j += sideways;
    } else if (event.key === "Home" && !this.edited) j = 0;
    else if (event.key === "End" && !this.edited) j = this.columns - 1;
    else return;
    event.preventDefault();
    if (!this.cells.has(`${i},${j}`)) return;
    this.cells.get(`${i},${j}`).focus();
    if (this.chosen) this.choose(i, j);
  }

  choose(i, j) {
    this.enter(i, j);
    this.chosen(i, j);
  }

  // Cells to highlight, by position; those of padding too.
  use(positions) {
    const used = new Set(positions.map(String));
    for (const [key, td] of this.all) td.classList.toggle("used", used.has(key));
  }

  select(i, j) {
    for (const [key, td] of this.all) td.setAttribute("aria-selected", key === `${i},${j}`);
    this.enter(i, j);
  }
};

// A sign and the grid behind it; where the line is full, both go to the next.
cnn.signed = (sign, table) =>
  cnn.element("span", { class: "signed" }, cnn.element("span", { class: "sign", "aria-hidden": "true" }, sign), table);

// A labelled choice; calls back with the value chosen.
cnn.choice = (name, options, value, changed) => {
  const select = cnn.element("select", {}, ...options.map((o) => cnn.element("option", { value: o }, String(o))));
  select.value = value;
  select.addEventListener("change", () => changed(select.value));
  return cnn.element("label", {}, name, select);
};

cnn.button = (name, pressed) => {
  const button = cnn.element("button", { type: "button" }, name);
  button.addEventListener("click", pressed);
  return button;
};

// A play button. `step()` is called at a steady pace until it returns false; nothing moves until it is pressed.
cnn.player = (step, milliseconds = 800) => {
  let timer = null;
  const button = cnn.button("Play", () => (timer ? stop() : start()));
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = "Play";
  };
  const start = () => {
    timer = setInterval(() => step() || stop(), milliseconds);
    button.textContent = "Pause";
  };
  return { button, stop };
};

// The element itself. A figure extends it with `build(place, options)`. What stands between its tags is its still
// picture: shown before the script runs, where there is none, and in print.
cnn.Figure = class extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    // A key pressed in a figure is the figure's: JupyterLab's shortcuts and the page's would act on it too.
    this.dataset.lmSuppressShortcuts = "true";
    this.addEventListener("keydown", (event) => event.stopPropagation());
    this.classList.toggle("dark", document.body.dataset.jpThemeLight === "false");
    const place = cnn.element("div", { class: "figure", role: "group", "aria-label": this.getAttribute("label") });
    const still = cnn.element("div", { class: "still" }, document.createElement("slot"));
    this.attachShadow({ mode: "open" }).append(cnn.element("style", {}, cnn.style), place, still);
    this.build(place, JSON.parse(this.getAttribute("options")));
  }

  disconnectedCallback() {
    if (this.player) this.player.stop();
  }
};

cnn.define = (name, figure) => customElements.get(name) || customElements.define(name, figure);
