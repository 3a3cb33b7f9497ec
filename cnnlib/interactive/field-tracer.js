// <cnn-field-tracer>: layers of cells along one axis, and what a chosen cell of any of them sees of those below it.
"use strict";
(() => {
  const STYLE = `
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .stack { display: grid; grid-template-columns: auto 1fr; column-gap: 0.7rem; align-items: center; margin: 0.5rem -0.3rem 0; padding: 0.4rem; border-radius: 4px; }
    .stack:focus-visible { outline-offset: -3px; } .name { font-size: 0.85rem; line-height: 1.15; white-space: nowrap; font-variant-numeric: tabular-nums; }
    .name span { display: block; color: var(--muted); }
    .cells { position: relative; height: 1.7rem; cursor: pointer; touch-action: pan-y; }
    .cell { position: absolute; top: 0; height: 100%; width: calc(90% / var(--cells)); transform: translateX(-50%); display: flex; align-items: center;
      justify-content: center; border: 1px solid var(--line); border-radius: 3px; background: var(--raised); font-size: 0.85rem;
      font-variant-numeric: tabular-nums; overflow: clip; pointer-events: none; }
    .hole { background: none; border: 1px dashed var(--muted); }
    .seen { border-color: var(--input); background: color-mix(in srgb, var(--input) var(--shade), var(--paper)); }
    .seen.deep { color: var(--paper); }
    .chosen { background: var(--output); border-color: var(--output); }
    .wires { grid-column: 2; height: 2.6rem; } .wires svg { display: block; width: 100%; height: 100%; overflow: visible; pointer-events: none; }
    .wires path { fill: none; stroke: var(--line); stroke-width: 1px; opacity: 0.55; vector-effect: non-scaling-stroke; }
    .wires .lit { stroke: var(--input); stroke-width: 1.5px; opacity: 1; }
    .ticks { grid-column: 2; position: relative; height: 1.5em; font-size: 0.7rem; color: var(--muted); }
    .ticks span { position: absolute; bottom: 0; transform: translateX(-50%); line-height: 1; } .problem { min-height: 0; } .problem:empty { margin: 0; }
    .note { margin: 0.7rem 0 0; color: var(--muted); font-size: 0.9rem; }
    .stack ~ .sum { min-height: 4.4em; }
    .layers { display: grid; grid-template-columns: repeat(5, auto); gap: 0.3rem 0.7rem; justify-content: start; align-items: center; margin-top: 0.4rem; font-size: 0.9rem; color: var(--muted); }
    @container (max-width: 30rem) { .stack { column-gap: 0.4rem; } .name { font-size: 12px; } .cell { font-size: 9.5px; letter-spacing: -0.2px; }
      .cell.long { font-size: 0; } .ticks span:not(:nth-child(5n + 1)) { display: none; } .layers { gap: 0.3rem; } .layers select { padding: 0 0.1rem; } .stack ~ .sum { min-height: 7.3em; } }`;
  const [CONVOLUTION, POOLING, OWN] = ["convolution", "pooling", "your own layers"];
  const NAMES = ["size", "stride", "dilation rate", "kind"];
  const FADED = [52, 84];  // percent of the color, between which neither ink nor paper would be read on it
  const upTo = (n) => Array.from({ length: n }, (_, i) => i + 1);
  const counted = (n) => (n === 1 ? "1 cell" : `${n} cells`);

  // The rows from the input up: how many cells, which input cells the first of them sees (0 to `last`), and how much
  // further on the next one looks. A layer that spans more cells than there are has no row, nor have those above it.
  const rowsOf = (cells, layers) => {
    const rows = [{ n: cells, last: 0, jump: 1 }];
    for (const [size, stride, dilation] of layers) {
      const { n, last, jump } = rows.at(-1);
      const reach = (size - 1) * dilation;
      if (reach >= n) break;
      rows.push({ n: Math.floor((n - reach - 1) / stride) + 1, last: last + reach * jump, jump: jump * stride });
    }
    return rows;
  };

  // In how many ways one gets from a cell down to each cell of the rows below it. Every weight is a way.
  const waysFrom = (rows, layers, level, at) => {
    const ways = [];
    ways[level] = Array.from({ length: rows[level].n }, (_, i) => Number(i === at));
    for (let below = level - 1; below >= 0; below--) {
      const [size, stride, dilation] = layers[below];
      ways[below] = new Array(rows[below].n).fill(0);
      ways[below + 1].forEach((count, i) => {
        for (let u = 0; u < size; u++) ways[below][i * stride + u * dilation] += count;
      });
    }
    return ways;
  };

  // 6 to 13, or 7, 9 and 11.
  const listed = (cells) => (cells.length > 2 && cells.at(-1) - cells[0] === cells.length - 1
    ? `${cells[0]} to ${cells.at(-1)}` : `${cells.slice(0, -1).join(", ")} and ${cells.at(-1)}`);

  // What a cell sees, in words. `ways` lead to the input cells.
  const sentence = (level, at, { n, last, jump }, ways) => {
    if (level === 0) return `Input cell ${at}: it sees nothing but itself.`;
    const [first, size] = [at * jump, last + 1];
    const [seen, total, most] = [ways.filter(Boolean).length, ways.reduce((a, b) => a + b), Math.max(...ways)];
    const top = ways.flatMap((count, i) => (count === most ? [i] : []));
    const holes = size - seen;
    const said = [`Layer ${level}, cell ${at}: a receptive field of ${counted(size)}, ${size > 1 ? `from input cell ${first} to ${first + last}` : `input cell ${first}`}.`];
    if (holes) said.push(`It sees ${seen} of them, the other ${holes > 1 ? `${holes} are holes` : "is a hole"}.`);
    else if (size > 1) said.push("It sees them all.");
    if (at < n - 1) said.push(`The next cell looks ${counted(jump)} further on.`);
    const to = top.length > 1 ? `each of cells ${listed(top)}` : `cell ${top[0]}`;
    if (most > 1) said.push(`Of ${total} paths, ${most} lead to ${to}, and 1 leads to each end.`);
    else if (size > 1) said.push("One path leads to each cell that it sees.");
    return said.join(" ");
  };

  class FieldTracer extends cnn.Figure {
    build(place, options) {
      this.options = options;
      const { presets, deepest } = options;
      this.preset = cnn.choice("example", [...Object.keys(presets), OWN], OWN, (name) => this.use(presets[name] || this.layers));
      this.depth = cnn.choice("number of layers", upTo(deepest), 1, (count) => this.deepen(Number(count)));
      this.stack = cnn.element("div", { class: "stack", role: "application", tabindex: 0 });
      this.stack.addEventListener("keydown", (event) => this.move(event));
      this.stack.addEventListener("pointerdown", (event) => this.grab(event));
      this.stack.addEventListener("pointermove", (event) => this.held && this.point(event));
      for (const end of ["pointerup", "pointercancel"]) this.stack.addEventListener(end, () => (this.held = null));
      [this.said, this.counts] = [cnn.element("span"), cnn.element("span", { class: "unseen" })];
      this.problem = cnn.problem();
      this.controls = cnn.element("div", { class: "layers" });
      place.append(cnn.element("style", {}, STYLE),
        cnn.element("div", { class: "row" }, this.preset, this.depth, cnn.button("Start over", () => this.begin())), this.stack,
        cnn.element("p", { class: "sum", role: "status" }, this.said, this.counts),
        cnn.element("p", { class: "note" }, "Choose a cell of any layer: click it, or go there with the arrow keys. A number in a cell counts the paths that lead to it. Cells are counted from 0, from the left."),
        this.controls, this.problem);
      this.begin();
    }

    begin() {
      this.use(this.options.layers);
      this.select(...this.options.at);
    }

    // These layers, and the middle cell of the last of them.
    use(layers) {
      this.layers = layers.map((layer) => [...layer]);
      this.show();
      const top = this.rows.length - 1;
      this.select(top, (this.rows[top].n - 1) >> 1);
    }

    deepen(count) {
      while (this.layers.length < count) this.layers.push([3, 1, 1, CONVOLUTION]);
      this.use(this.layers.slice(0, count));
    }

    // One number of a layer, or its kind, was chosen. A pooling steps by its own size at first, and has no dilation.
    change(layer, which, value) {
      layer[which] = NAMES[which] === "kind" ? value : Number(value);
      if (NAMES[which] === "kind" && value === POOLING) [layer[1], layer[2]] = [Math.min(layer[0], this.options.most[1]), 1];
      const [level, at] = [this.level, this.at];
      this.show();
      const row = Math.min(level, this.rows.length - 1);
      this.select(row, Math.min(at, this.rows[row].n - 1));
    }

    // Draw rows, lines and controls anew. The focus stays where it was.
    show() {
      const { cells, presets } = this.options;
      this.rows = rowsOf(cells, this.layers);
      const known = Object.entries(presets).find(([, layers]) => String(layers) === String(this.layers));
      this.preset.lastChild.value = known ? known[0] : OWN;
      this.depth.lastChild.value = this.layers.length;
      const failed = this.rows.length - 1;
      const [size, , dilation] = this.layers[failed] || [0, 0, 0];
      this.problem.say("fit", size ? `Layer ${failed + 1} spans ${(size - 1) * dilation + 1} cells, but ${failed ? `layer ${failed}` : "the input"} has ${this.rows[failed].n}: it has no cells.` : "");
      this.stack.style.setProperty("--cells", cells);
      this.drawn = this.rows.map((row, level) => this.drawRow(row, level));
      this.stack.replaceChildren(...[...this.drawn].reverse().flatMap(({ name, line, wires }) => (wires ? [name, line, wires] : [name, line])), this.drawTicks());
      const at = [...this.controls.querySelectorAll("select")].indexOf(this.shadowRoot.activeElement);
      this.showControls();
      if (at >= 0) this.controls.querySelectorAll("select")[at].focus();
    }

    // Where the middle of a cell is, in input cells from the left.
    middle(level, i) {
      return this.rows[level].last / 2 + i * this.rows[level].jump + 0.5;
    }

    wire(level, i) {
      const [size, stride, dilation] = this.layers[level - 1];
      return upTo(size).map((u) => `M${this.middle(level, i)} 0L${this.middle(level - 1, i * stride + (u - 1) * dilation)} 1`).join("");
    }

    drawRow({ n }, level) {
      const cells = Array.from({ length: n }, (_, i) =>
        cnn.element("span", { class: "cell", style: `left: ${(100 * this.middle(level, i)) / this.options.cells}%` }));
      const count = cnn.element("span");
      const row = { cells, count, name: cnn.element("div", { class: "name" }, level ? `layer ${level}` : "input", count),
        line: cnn.element("div", { class: "cells", "data-level": level }, ...cells) };
      if (!level) return row;
      const all = cells.map((_, i) => this.wire(level, i)).join("");
      row.wires = cnn.element("div", { class: "wires" });
      row.wires.innerHTML = `<svg viewBox="0 0 ${this.options.cells} 1" preserveAspectRatio="none" aria-hidden="true"><path d="${all}"/><path class="lit"/></svg>`;
      return row;
    }

    // The numbers of the input's cells; on a phone every fifth of them.
    drawTicks() {
      const numbers = this.drawn[0].cells.map((cell, i) => cnn.element("span", { style: cell.getAttribute("style") }, i));
      return cnn.element("div", { class: "ticks", "aria-hidden": "true" }, ...numbers);
    }

    // A line for each layer, the last one first, as in the picture.
    showControls() {
      const head = ["", "kind", ...NAMES.slice(0, 3)].map((name) => cnn.element("span", { "aria-hidden": "true" }, name));
      const choice = (layer, place, which) => {
        const options = NAMES[which] === "kind" ? [CONVOLUTION, POOLING] : upTo(this.options.most[which]);
        const label = cnn.choice("", options, layer[which], (value) => this.change(layer, which, value));
        label.prepend(cnn.element("span", { class: "unseen" }, `${NAMES[which]} of layer ${place}`));
        label.lastChild.disabled = NAMES[which] === "dilation rate" && layer[3] === POOLING;
        return label;
      };
      const lines = this.layers.map((layer, k) => [cnn.element("span", { "aria-hidden": "true" }, `layer ${k + 1}`), ...[3, 0, 1, 2].map((which) => choice(layer, k + 1, which))]);
      this.controls.replaceChildren(...head, ...lines.reverse().flat());
    }

    select(level, at) {
      Object.assign(this, { level, at });
      const { n, jump } = this.rows[level];
      this.ways = waysFrom(this.rows, this.layers, level, at);
      this.drawn.forEach((row, k) => this.paint(row, k, this.ways[k]));
      this.said.textContent = sentence(level, at, this.rows[level], this.ways[0]);
      const [first, last] = [at * jump, at * jump + this.rows[level].last];
      this.counts.textContent = level ? ` Paths to input cells ${first} to ${last}: ${this.ways[0].slice(first, last + 1).join(", ")}.` : "";
      this.stack.setAttribute("aria-label", `${level ? `layer ${level}` : "input"}, cells 0 to ${n - 1}, cell ${at} is chosen; arrow keys go from cell to cell and from layer to layer`);
    }

    // A row's cells as the chosen cell sees them. `ways` is missing above it.
    paint({ cells, count, wires }, level, ways) {
      const seen = (ways || []).flatMap((many, i) => (many ? [i] : []));
      const most = Math.max(...(ways || [0]));
      count.textContent = ways ? `${seen.length} of ${cells.length}` : cells.length;
      cells.forEach((cell, i) => {
        const many = ways ? ways[i] : 0;
        const percent = Math.max((100 * many) / most, 14);
        const shade = percent <= FADED[0] || percent >= FADED[1] ? percent : FADED[Number(percent > (FADED[0] + FADED[1]) / 2)];
        const kind = level === this.level && many ? "chosen" : many ? `seen${shade >= FADED[1] ? " deep" : ""}${many > 99 ? " long" : ""}` : i > seen[0] && i < seen.at(-1) ? "hole" : "";
        cell.className = `cell ${kind}`;
        cell.style.setProperty("--shade", `${shade}%`);
        cell.textContent = kind.startsWith("seen") ? many : "";
      });
      if (wires) wires.firstChild.lastChild.setAttribute("d", seen.map((i) => this.wire(level, i)).join(""));
    }

    grab(event) {
      const line = event.target.closest(".cells");
      if (event.button || !line) return;
      this.held = line;
      line.setPointerCapture(event.pointerId);
      this.point(event);
    }

    // The cell of the row that is held, next to the pointer.
    point({ clientX }) {
      const box = this.held.getBoundingClientRect();
      this.selectNear(Number(this.held.dataset.level), ((clientX - box.left) / box.width) * this.options.cells);
    }

    selectNear(level, x) {
      const { n, last, jump } = this.rows[level];
      this.select(level, Math.min(Math.max(Math.round((x - 0.5 - last / 2) / jump), 0), n - 1));
    }

    move(event) {
      const last = this.rows[this.level].n - 1;
      const [along, up] = [{ ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last }[event.key] || 0, { ArrowUp: 1, ArrowDown: -1 }[event.key] || 0];
      if (!along && !up) return;
      event.preventDefault();
      if (along) this.select(this.level, Math.min(Math.max(this.at + along, 0), last));
      else if (this.rows[this.level + up]) this.selectNear(this.level + up, this.middle(this.level, this.at));
    }
  }

  cnn.define("cnn-field-tracer", FieldTracer);
})();
