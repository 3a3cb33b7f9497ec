// <cnn-stepper>: a kernel on a small input, one output cell at a time.
"use strict";
(() => {
  // Cells of padding before and after an axis of n cells; "same" is TensorFlow's rule.
  const padding = (n, span, stride, rule) => {
    if (rule !== "same") return [Number(rule), Number(rule)];
    const total = Math.max((Math.ceil(n / stride) - 1) * stride + span - n, 0);
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  };

  class Stepper extends cnn.Figure {
    build(place, { x, kernel, strides, padding, dilation_rate, at }) {
      Object.assign(this, { x, kernel, stride: strides, rule: String(padding), dilation: dilation_rate, at });
      const problem = cnn.element("p", { class: "problem", role: "alert" });
      const refused = (text) => (problem.textContent = text);
      const edited = () => this.update();
      this.inputGrid = new cnn.Grid({ name: "input", role: "input", edited, refused });
      this.kernelGrid = new cnn.Grid({ name: "kernel", role: "kernel", edited, refused });
      this.outputGrid = new cnn.Grid({ name: "output", role: "output", chosen: (i, j) => this.select(i, j) });
      this.sum = cnn.element("p", { class: "sum", role: "status" });
      this.player = cnn.player(() => this.step());
      const set = (key, convert) => (value) => {
        this[key] = convert(value);
        this.show();
      };
      place.append(
        cnn.element("div", { class: "row" },
          cnn.choice("input size", [3, 4, 5, 6, 7, 8], x.length, (n) => this.resize(Number(n))),
          cnn.choice("stride", [1, 2, 3], strides, set("stride", Number)),
          cnn.choice("padding", [0, 1, 2, "same"], padding, set("rule", String)),
          cnn.choice("dilation rate", [1, 2, 3], dilation_rate, set("dilation", Number))),
        cnn.element("div", { class: "row grids" },
          this.inputGrid.table, cnn.signed("∗", this.kernelGrid.table), cnn.signed("=", this.outputGrid.table)),
        this.sum, problem,
        cnn.element("div", { class: "row" }, this.player.button,
          cnn.button("Step", () => this.step()),
          cnn.button("Start over", () => this.output.length && this.select(0, 0))));
      this.kernelGrid.show(this.kernel);
      this.show();
    }

    // A larger input gets zeros, a smaller one loses its last rows and columns.
    resize(n) {
      this.x = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (this.x[i] || [])[j] || 0));
      this.show();
    }

    // Draw the grids anew: the input's padding and the output's size may have changed.
    show() {
      this.player.stop();
      const spans = [this.kernel.length, this.kernel[0].length].map((k) => (k - 1) * this.dilation + 1);
      const [rows, columns] = [this.x.length, this.x[0].length];
      this.pads = [...padding(rows, spans[0], this.stride, this.rule), ...padding(columns, spans[1], this.stride, this.rule)];
      this.inputGrid.show(this.x, this.pads);
      const size = (n, before, after, span) => Math.max(Math.floor((n + before + after - span) / this.stride) + 1, 0);
      this.outputSize = [size(rows, this.pads[0], this.pads[1], spans[0]), size(columns, this.pads[2], this.pads[3], spans[1])];
      const none = !this.outputSize[0] || !this.outputSize[1];
      this.outputGrid.table.hidden = none;
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
      this.output = rows && columns
        ? Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => this.value(i, j)))
        : [];
      if (!this.output.length) return this.inputGrid.use([]);
      this.outputGrid.show(this.output);
      this.select(Math.min(this.at[0], rows - 1), Math.min(this.at[1], columns - 1));
    }

    select(i, j) {
      this.at = [i, j];
      const products = this.products(i, j);
      this.inputGrid.use(products.map(([row, column]) => [row, column]));
      this.outputGrid.select(i, j);
      const terms = products.map(([, , number, weight]) => cnn.product([number, weight])).join(" + ");
      this.sum.textContent = `output[${i}, ${j}] = ${terms} = ${cnn.number(this.output[i][j])}`;
    }

    // On to the next output cell; false at the end.
    step() {
      if (!this.output.length) return false;
      const [rows, columns] = this.outputSize;
      const next = this.at[0] * columns + this.at[1] + 1;
      if (next >= rows * columns) return false;
      this.select(Math.floor(next / columns), next % columns);
      return true;
    }
  }

  cnn.define("cnn-stepper", Stepper);
})();
