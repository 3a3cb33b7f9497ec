// How a number of a network is made: its map at a larger scale, what it was computed from, and the sum in words.
"use strict";
(() => {
  const TOP = 6;  // products of a score that are written out
  const DIGITS = 4;  // of all numbers; the grids have fewer
  const shown = (value) => cnn.number(value, DIGITS);
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const line = (extra = {}) => cnn.element("p", { class: "sum", ...extra });
  const place = (name, ...at) => `${name}[${at.join(", ")}]`;

  // `figure` has maps, layers, name(stage) and select(stage, channel, i, j).
  cnn.HowMade = class {
    constructor(figure) {
      this.figure = figure;
      this.buildZoom();
      const met = (i, j) => this.meet(i, j);
      [this.window, this.kernel, this.products] = [["numbers", "input"], ["weights", "kernel"], ["products", "output"]].map(
        ([name, role]) => new cnn.Grid({ name, role, met, paint: () => ["", ""] }));
      this.grids = cnn.element("div", { class: "row grids", style: "--columns: 9; --widest: 9" },
        this.window.table, cnn.signed("·", this.kernel.table), cnn.signed("=", this.products.table));
      this.block = new cnn.Grid({ name: "block", role: "input" });
      this.parts = cnn.element("div", { class: "row parts", role: "group", "aria-label": "from which map" });
      this.top = cnn.element("div", { class: "row top", role: "group", "aria-label": "largest products" });
      [this.said, this.first, this.second, this.result] = [line(), line(), line(), line({ class: "sum result", role: "status" })];
      this.element = cnn.element("div", { class: "how" }, this.zoomed,
        cnn.element("div", { class: "why" }, this.said, this.parts, this.grids, cnn.element("div", { class: "grids" }, this.block.table), this.first, this.top, this.second, this.result));
    }

    buildZoom() {
      [this.canvas, this.own, this.named] = [cnn.canvas(1), cnn.element("div", { class: "mark own" }), cnn.element("div", { class: "named" })];
      this.zoom = cnn.element("div", { class: "zoom", role: "application", tabindex: 0 }, this.canvas, this.own);
      this.zoomed = cnn.element("div", { class: "zoomed" }, this.named, this.zoom);
      const choose = (event) => {
        const [box, maps] = [this.zoom.getBoundingClientRect(), this.figure.maps[this.stage]];
        this.go(((event.clientY - box.top) / box.height) * maps.height, ((event.clientX - box.left) / box.width) * maps.width);
      };
      this.zoom.addEventListener("click", choose);
      this.zoom.addEventListener("pointermove", (event) => event.pointerType === "mouse" && event.buttons === 1 && choose(event));
      this.zoom.addEventListener("keydown", (event) => {
        const step = ARROWS[event.key];
        if (!step) return;
        event.preventDefault();
        this.go(this.at[0] + step[0], this.at[1] + step[1]);
      });
    }

    go(i, j) {
      this.figure.select(this.stage, this.channel, i, j);
    }

    show(stage, channel, i, j) {
      Object.assign(this, { stage, channel, at: [i, j] });
      const layer = this.figure.layers[stage - 1];
      this.showZoom(layer);
      for (const part of [this.grids, this.parts, this.top, this.block.table]) part.hidden = true;
      for (const text of [this.said, this.first, this.second]) text.textContent = "";
      if (!layer) this.showPixel();
      else this[layer.kind](layer, this.figure.maps[stage - 1], this.figure.maps[stage]);
    }

    showZoom(layer) {
      const maps = this.figure.maps[this.stage];
      const flat = maps.height === 1;
      this.zoom.classList.toggle("flat", flat);
      this.named.textContent = flat ? `the score of ${this.figure.options.classes[this.channel]}`
        : layer ? `${layer.name}, map ${this.channel}` : "picture";
      if (flat) return;
      [this.canvas.width, this.canvas.height] = [maps.width, maps.height];
      const most = layer ? Math.max(...maps.values) || 1 : 1;
      cnn.gray(this.canvas, maps.width, (at) => maps.values[at * maps.channels + this.channel], most);
      this.figure.frame(this.own, maps, [this.at[0], this.at[0]], [this.at[1], this.at[1]]);
      this.zoom.setAttribute("aria-label", `${this.named.textContent}, row ${this.at[0]}, column ${this.at[1]}; arrow keys go from cell to cell`);
    }

    showPixel() {
      const value = cnn.cell(this.figure.maps[0], ...this.at, 0);
      this.said.textContent = "A pixel: 0 is black, 1 is white. All else on the map is computed from the 784 of them.";
      this.result.textContent = `${place("picture", ...this.at)} = ${shown(value)}`;
    }

    // The name of the number that is explained, as an index into an array: conv2[3, 4, 5].
    get position() {
      return place(this.figure.name(this.stage), ...this.at, this.channel);
    }

    conv(layer, x, y) {
      const [rows, columns, c_in, c_out] = layer.shape;
      const [above, before] = layer.same ? [(rows - 1) >> 1, (columns - 1) >> 1] : [0, 0];
      const table = (number) => Array.from({ length: rows }, (_, u) => Array.from({ length: columns }, (_, v) => number(u, v)));
      const seen = (u, v, c) => {
        const [i, j] = [this.at[0] + u - above, this.at[1] + v - before];
        return i < 0 || j < 0 || i >= x.height || j >= x.width ? 0 : cnn.cell(x, i, j, c);
      };
      this.channels = Array.from({ length: c_in }, (_, c) => {
        const numbers = table((u, v) => seen(u, v, c));
        const weights = table((u, v) => layer.kernel[((u * columns + v) * c_in + c) * c_out + this.channel]);
        const products = numbers.map((row, u) => row.map((number, v) => number * weights[u][v]));
        return { numbers, weights, products, sum: products.flat().reduce((a, b) => a + b, 0) };
      });
      this.bias = layer.bias[this.channel];
      this.total = this.channels.reduce((a, { sum }) => a + sum, this.bias);
      const source = this.figure.name(this.stage - 1);
      this.said.textContent = c_in === 1 ? `A window of ${rows}×${columns} cells of the ${source}, times the weights, plus a bias.`
        : `A window of ${rows}×${columns} cells in each of the ${c_in} maps of ${source}: ${rows * columns * c_in} products, plus a bias. What each map adds:`;
      this.showParts();
      this.result.textContent = layer.relu
        ? `ReLU: ${this.position} = max(${shown(this.total)}, 0) = ${shown(cnn.cell(y, ...this.at, this.channel))}`
        : `${this.position} = ${shown(this.total)}`;
    }

    // A button for each map that the sum goes over. The one with the largest part is open at first.
    showParts() {
      const several = this.channels.length > 1;
      this.parts.hidden = !several;
      this.buttons = this.channels.map(({ sum }, c) => cnn.button(`map ${c}: ${cnn.short(sum)}`, () => this.open(c)));
      this.parts.replaceChildren(...this.buttons);
      if (several) cnn.writeSum(this.second, "sum", [...this.channels.map(({ sum }) => [sum]), [this.bias]], this.total, DIGITS);
      const sizes = this.channels.map(({ sum }) => Math.abs(sum));
      this.open(sizes.indexOf(Math.max(...sizes)));
    }

    open(c) {
      const { numbers, weights, products, sum } = this.channels[c];
      this.buttons.forEach((button, k) => button.setAttribute("aria-pressed", k === c));
      this.grids.hidden = false;
      for (const [grid, values] of [[this.window, numbers], [this.kernel, weights], [this.products, products]]) {
        grid.show(values.map((row) => row.map((value) => Number(value.toFixed(2)))));
      }
      const factors = numbers.flat().map((number, k) => [number, weights.flat()[k]]);
      this.terms = this.channels.length > 1 ? cnn.writeSum(this.first, `from map ${c}`, factors, sum, DIGITS)
        : cnn.writeSum(this.first, "sum", [...factors, [this.bias]], this.total, DIGITS);
    }

    // A number, its weight or their product is pointed at: show the three that belong together, and the term.
    meet(i, j) {
      const cells = i === undefined ? [] : [[i, j]];
      for (const grid of [this.window, this.kernel, this.products]) if (grid.all) grid.use(cells, "met");
      const columns = this.window.columns;
      (this.terms || []).forEach((term, k) => term.classList.toggle("met", i !== undefined && k === i * columns + j));
    }

    pool({ size }, x, y) {
      const four = Array.from({ length: size * size }, (_, k) =>
        cnn.cell(x, size * this.at[0] + Math.floor(k / size), size * this.at[1] + (k % size), this.channel));
      const source = this.figure.name(this.stage - 1);
      this.said.textContent = `The largest of a block of ${size}×${size} cells of ${source}, map ${this.channel}. It has no weights.`;
      this.block.table.hidden = false;
      this.block.show(Array.from({ length: size }, (_, u) => four.slice(u * size, (u + 1) * size).map((value) => Number(value.toFixed(2)))));
      const most = four.indexOf(Math.max(...four));
      this.block.use([[Math.floor(most / size), most % size]]);
      this.result.textContent = `${this.position} = max(${four.map(shown).join(", ")}) = ${shown(cnn.cell(y, ...this.at, this.channel))}`;
    }

    // A score: the products that count most, and the sum of the others.
    dense({ kernel, bias, shape: [n_in, n_out] }, x, y) {
      const [maps, source] = [this.figure.maps[this.stage - 2], this.figure.name(this.stage - 2)];
      const products = Array.from({ length: n_in }, (_, k) => {
        const factors = [x.values[k], kernel[k * n_out + this.channel]];
        const at = [Math.floor(k / maps.channels / maps.width), Math.floor(k / maps.channels) % maps.width, k % maps.channels];
        return { at, factors, value: factors[0] * factors[1] };
      });
      const order = [...products].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
      const [top, rest] = [order.slice(0, TOP), order.slice(TOP).reduce((sum, { value }) => sum + value, 0)];
      this.said.textContent = `All ${n_in} cells of ${source}, each times a weight of its own, plus a bias. The ${TOP} products that count most:`;
      this.top.hidden = false;
      this.figure.markCells(this.stage - 2, top.map(({ at }) => at));
      this.top.replaceChildren(...top.map(({ at: [i, j, k], factors, value }) =>
        cnn.button(`${place(source, i, j, k)}: ${cnn.product(factors.map((value) => Number(value.toPrecision(3))))} = ${cnn.short(value)}`, () => this.figure.select(this.stage - 2, k, i, j))));
      const score = y.values[this.channel];
      cnn.writeSum(this.second, "sum", [...top.map(({ factors }) => factors), [rest], [bias[this.channel]]], score, DIGITS);
      this.second.children[TOP].append(` (${n_in - TOP} more products)`);
      this.second.children[TOP + 1].append(" (bias)");
      this.result.textContent = `${this.figure.options.classes[this.channel]}: ${shown(score)}`;
    }
  };
})();
