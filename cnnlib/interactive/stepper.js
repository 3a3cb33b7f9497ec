// <cnn-stepper>: a kernel on a small input, one output cell at a time.
"use strict";
(() => {
  // Cells of padding before and after an axis of n cells; "same" is TensorFlow's rule.
  const padding = (n, span, stride, rule) => {
    if (rule !== "same") return [Number(rule), Number(rule)];
    const total = Math.max((Math.ceil(n / stride) - 1) * stride + span - n, 0);
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  };
  const upTo = (n, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i);
  const crop = (matrix, rows, columns) => matrix.slice(0, rows).map((row) => row.slice(0, columns));
  // A matrix of zeros with another in its corner.
  const within = (n, matrix) => upTo(n).map((_, i) => upTo(n).map((_, j) => (matrix[i] || [])[j] || 0));

  class Stepper extends cnn.Figure {
    build(place, options) {
      const problem = cnn.problem();
      const met = (source) => (i, j) => this.meet(source, i, j);
      const edited = (kept) => (i, j, value) => {
        this[kept][i][j] = value;
        this.update();
      };
      this.inputGrid = new cnn.Grid({ name: "input", role: "input", problem, met: met("input"), edited: edited("allX") });
      this.kernelGrid = new cnn.Grid({ name: "kernel", role: "kernel", problem, met: met("kernel"), edited: edited("allK") });
      this.outputGrid = new cnn.Grid({ name: "output", role: "output", chosen: (i, j) => this.select(i, j) });
      this.sum = cnn.element("p", { class: "sum", role: "status" });
      this.sum.addEventListener("pointerover", ({ target }) => this.highlight(this.terms.indexOf(target)));
      this.sum.addEventListener("pointerleave", () => this.highlight(-1));
      this.player = cnn.player(() => this.step(), 800, () => this.outputSize[0] && this.select(0, 0));
      this.stepButton = cnn.button("Step", () => this.step());
      this.controls = cnn.element("div", { class: "row" });
      this.grids = cnn.element("div", { class: "row grids" },
        this.inputGrid.table, cnn.signed("⋆", this.kernelGrid.table), cnn.signed("=", this.outputGrid.table));
      place.append(
        cnn.element("div", { class: "row" }, this.player.button, this.stepButton,
          cnn.button("Start over", () => this.begin(options))),
        this.controls, this.grids, this.sum, problem);
      this.begin(options);
    }

    // As the figure was first shown. `allX` and `allK` keep the numbers that a smaller input or kernel leaves out.
    begin({ x, kernel, strides, padding, dilation_rate, at }) {
      Object.assign(this, { stride: strides, rule: String(padding), dilation: dilation_rate, at });
      this.isRow = x.length === 1 && kernel.length === 1;
      this.limit = this.isRow ? 12 : 8;
      [this.allX, this.allK] = [within(12, x), within(8, kernel)];
      this.size = [x.length, x[0].length];
      this.kernelSize = [kernel.length, kernel[0].length];
      this.show();
    }

    // The choices: sizes of both sides at once (a row stays a row), and strides up to the input's size.
    showControls() {
      const numbers = (key) => (value) => this.change({ [key]: Number(value) });
      const square = (key) => (value) => this.change({ [key]: this.isRow ? [1, Number(value)] : [Number(value), Number(value)] });
      const sides = (size, options) => {
        const now = this.isRow ? size[1] : size[0] === size[1] ? size[0] : size.join("×");
        return [options.includes(now) ? options : [now, ...options], now];
      };
      this.controls.replaceChildren(
        cnn.choice("input size", ...sides(this.size, upTo(this.limit, 3)), square("size")),
        cnn.choice("kernel size", ...sides(this.kernelSize, upTo(5)), square("kernelSize")),
        cnn.choice("stride", upTo(Math.max(...this.size)), this.stride, numbers("stride")),
        cnn.choice("padding", [0, 1, 2, "same"], this.rule, (value) => this.change({ rule: value })),
        cnn.choice("dilation rate", [1, 2, 3], this.dilation, numbers("dilation")));
    }

    // A choice was made. The controls are drawn anew, as strides go up to the size; the focus stays where it was.
    change(choice) {
      Object.assign(this, choice);
      this.stride = Math.min(this.stride, Math.max(...this.size));
      const at = [...this.controls.querySelectorAll("select")].indexOf(this.shadowRoot.activeElement);
      this.show();
      if (at >= 0) this.controls.querySelectorAll("select")[at].focus();
    }

    // Draw the grids anew: sizes and the input's padding may have changed.
    show() {
      this.player.stop();
      this.showControls();
      [this.x, this.kernel] = [crop(this.allX, ...this.size), crop(this.allK, ...this.kernelSize)];
      const spans = this.kernelSize.map((k) => (k - 1) * this.dilation + 1);
      const pads = this.size.map((n, axis) => (this.isRow && axis === 0 ? [0, 0] : padding(n, spans[axis], this.stride, this.rule)));
      this.pads = pads.flat();
      this.outputSize = this.size.map((n, axis) => Math.max(Math.floor((n + pads[axis][0] + pads[axis][1] - spans[axis]) / this.stride) + 1, 0));
      const none = this.outputSize.includes(0);
      if (none) this.outputSize = [0, 0];
      const widths = [this.size[1] + pads[1][0] + pads[1][1], this.kernelSize[1], this.outputSize[1]];
      this.grids.style.setProperty("--columns", widths.reduce((sum, n) => sum + n));
      this.grids.style.setProperty("--widest", Math.max(...widths));
      this.inputGrid.show(this.x, this.pads);
      this.kernelGrid.show(this.kernel);
      this.outputGrid.table.parentElement.hidden = none;
      this.player.button.disabled = this.stepButton.disabled = none;
      this.update();
      if (none) this.sum.textContent = `The kernel spans ${spans.join("×")} cells, more than the padded input has: there is no output.`;
    }

    // The products behind one output cell: [row, column, number, weight], row and column in the input or its padding.
    products(i, j) {
      return this.kernel.flatMap((weights, u) => weights.map((weight, v) => {
        const row = i * this.stride + u * this.dilation - this.pads[0];
        const column = j * this.stride + v * this.dilation - this.pads[2];
        return [row, column, (this.x[row] || [])[column] || 0, weight];
      }));
    }

    value(i, j) {
      return this.products(i, j).reduce((sum, [, , number, weight]) => sum + number * weight, 0);
    }

    // Compute the output from the numbers as they are.
    update() {
      const [rows, columns] = this.outputSize;
      this.output = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => this.value(i, j)));
      [this.met, this.terms] = [[], []];
      if (!rows) return this.inputGrid.use([]);
      this.outputGrid.show(this.output);
      this.select(Math.min(this.at[0], rows - 1), Math.min(this.at[1], columns - 1));
    }

    select(i, j) {
      this.at = [i, j];
      this.met = this.products(i, j);
      this.inputGrid.use(this.met.map(([row, column]) => [row, column]));
      this.outputGrid.select(i, j);
      this.terms = cnn.writeSum(this.sum, `output[${i}, ${j}]`, this.met.map(([, , number, weight]) => [number, weight]), this.output[i][j]);
      return true;
    }

    // A weight, or a cell of the window, is pointed at: show which two met, and their product.
    meet(source, i, j) {
      if (!this.terms.length) return;
      const index = source === "kernel" ? i * this.kernelSize[1] + j : this.met.findIndex(([row, column]) => row === i && column === j);
      this.highlight(i === undefined ? -1 : index);
    }

    highlight(index) {
      const [row, column] = this.met[index] || [];
      this.inputGrid.use(index < 0 ? [] : [[row, column]], "met");
      this.kernelGrid.use(index < 0 ? [] : [[Math.floor(index / this.kernelSize[1]), index % this.kernelSize[1]]], "met");
      this.terms.forEach((term, k) => term.classList.toggle("met", k === index));
    }

    // On to the next output cell; false at the end.
    step() {
      const [rows, columns] = this.outputSize;
      const next = this.at[0] * columns + this.at[1] + 1;
      if (next >= rows * columns) return false;
      return this.select(Math.floor(next / columns), next % columns);
    }
  }

  cnn.define("cnn-stepper", Stepper);
})();
