// A grid of numbers, shown, edited or chosen from: part of what every interactive figure loads, after base.js.
"use strict";

// A grid of numbers. `role` gives its color. With `edited(i, j, value)` its cells are text fields, whose refusals
// `problem` shows; with `drag`, a field dragged up or down goes by so much a step. With `chosen(i, j)` one cell is
// selected. `met(i, j)` is told which cell is pointed at or in focus, and called without a cell when it is left.
// `paint(value)` gives [background, ink]. Arrow keys move; Tab enters and leaves the grid as a whole.
cnn.Grid = class {
  constructor({ name, role, edited, chosen, problem, drag, met, paint }) {
    Object.assign(this, { name, role, edited, chosen, problem, drag, paint, at: [0, 0], cells: new Map() });
    this.active = edited || chosen;
    this.table = cnn.element("table", this.active ? { class: role, role: "grid" } : { class: role });
    this.table.addEventListener("keydown", (event) => this.move(event));
    if (!met) return;
    const of = (event) => event.target.closest("td");
    for (const on of ["pointerover", "focusin"]) {
      this.table.addEventListener(on, (event) => (of(event) ? met(...of(event).at) : met()));
    }
    for (const off of ["pointerleave", "focusout"]) this.table.addEventListener(off, () => met());
  }

  // padding: [top, bottom, left, right] rings of zeros that are shown but not part of `values`.
  show(values, padding = [0, 0, 0, 0]) {
    const [top, bottom, left, right] = padding;
    const [rows, columns] = [values.length, values[0].length];
    if (this.problem) for (const key of this.cells.keys()) this.problem.say(this.name + key, "");
    Object.assign(this, { values, rows, columns, cells: new Map(), all: new Map() });
    this.at = [Math.min(this.at[0], rows - 1), Math.min(this.at[1], columns - 1)];
    this.table.setAttribute("aria-label", `${this.name}, ${rows} rows and ${columns} columns`);
    const body = cnn.element("tbody");
    for (let i = -top; i < rows + bottom; i++) {
      const row = cnn.element("tr", this.active ? { role: "row" } : {});
      for (let j = -left; j < columns + right; j++) row.append(this.cell(i, j));
      body.append(row);
    }
    this.fit();
    this.table.replaceChildren(cnn.element("caption", {}, `${this.name} `, cnn.element("span", {}, `${rows}×${columns}`)), body);
  }

  cell(i, j) {
    const td = cnn.element("td", this.active ? { role: "gridcell" } : {});
    td.at = [i, j];
    this.all.set(`${i},${j}`, td);
    if (i < 0 || j < 0 || i >= this.rows || j >= this.columns) {
      td.className = "padding";
      td.textContent = "0";
      td.setAttribute("aria-label", "0, padding");
      return td;
    }
    const target = this.edited ? this.field(i, j) : td;
    if (this.edited) td.append(target);
    this.cells.set(`${i},${j}`, target);
    this.write(i, j);
    if (this.chosen) td.addEventListener("click", () => this.choose(i, j));
    if (!this.active) return td;
    target.tabIndex = i === this.at[0] && j === this.at[1] ? 0 : -1;
    target.addEventListener("focus", () => this.enter(i, j));
    return td;
  }

  // The cell's number as it is now. A long one widens its cell where it is too long for the smallest letters.
  write(i, j) {
    const [target, td] = [this.cells.get(`${i},${j}`), this.all.get(`${i},${j}`)];
    const text = cnn.number(this.values[i][j]);
    target[this.edited ? "value" : "textContent"] = text;
    if (this.edited) this.refuse(i, j, "");
    td.style.setProperty("--length", Math.max(text.length, 3));
    if (this.paint) [td.style.background, td.style.color] = this.paint(this.values[i][j]);
  }

  // All letters of a grid are as small as its longest number needs.
  fit() {
    const lengths = this.values.flatMap((row) => row.map((value) => cnn.number(value).length));
    this.table.style.setProperty("--longest", Math.max(...lengths, 3));
  }

  // The colors anew, where they depend on other numbers than a cell's own.
  repaint() {
    for (const [key, td] of this.all) {
      const [i, j] = td.at;
      if (this.cells.has(key)) [td.style.background, td.style.color] = this.paint(this.values[i][j]);
    }
  }

  field(i, j) {
    const label = `${this.name}, row ${i}, column ${j}`;
    const field = cnn.element("input", { "aria-label": label, inputmode: "decimal", autocomplete: "off", spellcheck: "false" });
    field.addEventListener("focus", () => field.select());
    field.addEventListener("blur", () => this.commit(i, j));
    if (this.drag) this.draggable(field, i, j);
    return field;
  }

  // What was typed counts once it is finished: at Enter, or when the cell is left. What is no number stays, marked and
  // explained, until it is corrected or taken back with Escape; the old number is used meanwhile.
  commit(i, j) {
    const field = this.cells.get(`${i},${j}`);
    const old = cnn.number(this.values[i][j]);
    const value = field.value === old ? this.values[i][j] : cnn.parse(field.value);
    if (value === null) this.refuse(i, j, `${cnn.refusal(field.value)}; ${field.getAttribute("aria-label")} stays at ${old}.`);
    else if (value === this.values[i][j]) this.write(i, j);
    else this.put(i, j, value);
  }

  refuse(i, j, text) {
    this.cells.get(`${i},${j}`).setAttribute("aria-invalid", text !== "");
    this.problem.say(`${this.name}${i},${j}`, text);
  }

  put(i, j, value) {
    this.values[i][j] = value;
    this.write(i, j);
    this.fit();
    this.edited(i, j, value);
  }

  draggable(field, i, j) {
    let from = null, moved = false;
    field.className = "dragged";
    field.addEventListener("pointerdown", (event) => {
      if (event.button || field.matches(":focus")) return;  // in a field where somebody types, the pointer sets the cursor
      event.preventDefault();
      [from, moved] = [{ y: event.clientY, value: this.values[i][j] }, false];
      field.setPointerCapture(event.pointerId);
    });
    field.addEventListener("mousedown", (event) => from && event.preventDefault());
    field.addEventListener("pointermove", (event) => {
      const steps = from && Math.round((from.y - event.clientY) / 6);
      if (!steps && !moved) return;
      moved = true;
      if (from) this.put(i, j, from.value + steps * this.drag);
    });
    for (const end of ["pointerup", "pointercancel"]) field.addEventListener(end, () => (from = null));
    field.addEventListener("click", () => moved || field.focus());
  }

  enter(i, j) {
    this.cells.get(`${this.at}`).tabIndex = -1;
    this.at = [i, j];
    this.cells.get(`${i},${j}`).tabIndex = 0;
  }

  move(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const turns = { PageUp: 1, PageDown: -1 };
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
    else if (this.edited && event.key === "Enter") this.commit(i, j);
    else if (this.edited && event.key === "Escape") this.write(i, j);
    else if (this.drag && event.key in turns) this.put(i, j, this.values[i][j] + turns[event.key] * this.drag);
    else return;
    event.preventDefault();
    if (!this.cells.has(`${i},${j}`)) return;
    if (i === this.at[0] && j === this.at[1]) return this.edited && field.select();
    this.cells.get(`${i},${j}`).focus();
    if (this.chosen) this.choose(i, j);
  }

  choose(i, j) {
    this.enter(i, j);
    this.chosen(i, j);
  }

  // Cells to highlight, by position; those of padding too.
  use(positions, mark = "used") {
    const used = new Set(positions.map(String));
    for (const [key, td] of this.all) td.classList.toggle(mark, used.has(key));
  }

  select(i, j) {
    for (const [key, td] of this.all) td.setAttribute("aria-selected", key === `${i},${j}`);
    this.enter(i, j);
  }
};
