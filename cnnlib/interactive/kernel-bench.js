// <cnn-kernel-bench>: nine weights on a photograph, the output in colors, and the sum behind one of its pixels.
// A page that has little room may hide or narrow the parts that bear a name (the front page does: book/_static/front.css).
"use strict";
(() => {
  const STYLE = `
    .pictures { display: grid; grid-template-columns: 1fr 1fr; gap: 0.4rem 0.9rem; margin-top: 0.9rem; }
    .picture { position: relative; aspect-ratio: 1; cursor: crosshair; overflow: clip; border-radius: 3px; }
    canvas { display: block; width: 100%; height: 100%; image-rendering: pixelated; background: var(--raised); }
    .name { font-weight: 600; color: var(--input); } .output.name { color: var(--output); }
    .mark { position: absolute; transform: translate(-50%, -50%); pointer-events: none; }
    .ring { width: 1.1rem; height: 1.1rem; border: 2px solid; border-radius: 50%; box-shadow: 0 0 0 1px #000, inset 0 0 0 1px #000; }
    .window { box-shadow: 0 0 0 2px #fff, 0 0 0 3px #000; }
    .scale { display: flex; justify-content: space-between; font-size: 0.85rem; color: var(--muted); font-variant-numeric: tabular-nums; }
    .bar { height: 0.5rem; border: 1px solid var(--line); border-radius: 3px; }
    .note { color: var(--muted); margin: 0; } .pictures ~ .note { margin-top: 0.6rem; }
    .grids { --cell: clamp(1.6rem, calc((100cqw - 4rem) / 9 - 2px), 2.4rem); }
    .grids td { border-color: var(--line); } .grids caption span { display: none; }
    @container (max-width: 34rem) { .grids, .grids .signed { gap: 0.35rem; } }
    input.dragged { cursor: ns-resize; touch-action: none; }
    .extreme { display: inline-flex; align-items: center; gap: 0.6rem; padding: 0.3rem 0.6rem; text-align: left; }
    .extreme canvas { width: 2.4rem; height: 2.4rem; outline: 2px solid var(--hue); outline-offset: 1px; }
    .file:focus-within { outline: 3px solid var(--ink); outline-offset: 1px; }
    .file input { position: absolute; opacity: 0; width: 1px; height: 1px; }`;
  const OWN = "your own weights";

  // The output of a 3×3 kernel on an n×n picture where the kernel lies wholly inside: (n − 2)×(n − 2) numbers.
  const convolve = (pixels, n, kernel) => {
    const [m, weights] = [n - 2, kernel.flat()];
    const y = new Float64Array(m * m);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < m; j++) {
        let sum = 0;
        for (let k = 0; k < 9; k++) sum += pixels[(i + Math.floor(k / 3)) * n + j + (k % 3)] * weights[k];
        y[i * m + j] = sum;
      }
    }
    return y;
  };

  // A file as an n×n gray picture: its middle square; 0.299 red + 0.587 green + 0.114 blue.
  const grayFile = async (file, n) => {
    const picture = await createImageBitmap(file);
    const side = Math.min(picture.width, picture.height);
    const canvas = cnn.element("canvas", { width: n, height: n });
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.fillStyle = "#fff";  // under what is transparent
    context.fillRect(0, 0, n, n);
    context.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, n, n);
    const { data } = context.getImageData(0, 0, n, n);
    return Uint8Array.from({ length: n * n }, (_, i) => Math.round(0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]));
  };

  // What the sum of the weights says about the output.
  const meaning = (sum) => {
    if (Math.abs(sum) < 1e-9) {
      return "The weights add up to 0: where the photograph is even, the output is 0. The highest output is where bright " +
        "pixels lie under positive weights and dark ones under negative weights; the lowest, where it is the other way round.";
    }
    const times = sum === 1 ? "" : `${cnn.number(sum)} times `;
    return `The weights add up to ${cnn.number(sum)}: where the photograph is even, the output is ${times}its brightness. ` +
      `A bright window gets a ${sum > 0 ? "high" : "low"} output even where it does not look like the kernel.`;
  };

  class KernelBench extends cnn.Figure {
    build(place, options) {
      Object.assign(this, { options, n: options.size, color: cnn.diverging(options.colors) });
      this.buildControls();
      this.buildPictures();
      this.buildSum();
      place.append(cnn.element("style", {}, STYLE), this.controls, this.pictures,
        cnn.element("p", { class: "note" },
          cnn.element("span", { part: "more" }, "Click in a picture to move the window. Drag a weight up or down, or type. "),
          "A photograph of yours stays on this device."),
        this.grids, this.sum, this.problem,
        cnn.element("div", { class: "row", part: "more" }, ...this.found.map(({ button }) => button)), this.note);
      this.begin();
    }

    begin() {
      const { pixels, kernel, at } = this.options;
      this.usePhotograph(Uint8Array.from(atob(pixels), (c) => c.charCodeAt(0)), "photograph");
      this.at = at;
      this.setKernel(kernel);
    }

    buildControls() {
      const { presets } = this.options;
      this.preset = cnn.choice("kernel", [...Object.keys(presets), OWN], OWN, (name) => this.setKernel(presets[name] || this.kernel));
      const file = cnn.element("input", { type: "file", accept: "image/*" });
      file.addEventListener("change", () => this.open(file));
      this.said = cnn.element("span", { class: "note", role: "status" });
      this.controls = cnn.element("div", { class: "row", part: "controls" }, this.preset,
        cnn.element("label", { class: "file" }, "Your photograph", file), cnn.button("Start over", () => this.begin()), this.said);
    }

    usePhotograph(pixels, name) {
      this.pixels = pixels;
      this.said.textContent = "";
      this.named.textContent = `${name} ${this.n}×${this.n}`;
      cnn.paint(this.photo, this.n, 0, (k) => [pixels[k], pixels[k], pixels[k]]);
    }

    async open(file) {
      if (!file.files.length) return;
      try {
        this.usePhotograph(await grayFile(file.files[0], this.n), "your photograph");
        this.update(true);
      } catch {
        this.said.textContent = "This file is no picture that the browser can read.";
      }
      file.value = "";  // so that the same file can be chosen again
    }

    // Both pictures have a mark for the window or its output, and a ring each for the highest and the lowest output.
    buildPictures() {
      const [low, , high] = this.options.colors;
      const picture = (canvas, pixels, attributes) => {
        const side = `${(100 * pixels) / this.n}%`;
        const middle = cnn.element("div", { class: "window mark", style: `width: ${side}; height: ${side}` });
        const rings = [high, low].map((color) => cnn.element("div", { class: "ring mark", style: `color: ${color}` }));
        const frame = cnn.element("div", { class: "picture", ...attributes }, canvas, ...rings, middle);
        frame.addEventListener("click", (event) => this.choose(event));
        frame.addEventListener("pointermove", (event) => event.pointerType === "mouse" && event.buttons === 1 && this.choose(event));
        return { frame, marks: [middle, ...rings] };
      };
      const size = { width: this.n, height: this.n };
      [this.photo, this.map] = [cnn.element("canvas", size), cnn.element("canvas", { ...size, role: "img" })];
      this.views = [picture(this.photo, 3, { tabindex: 0, role: "application" }), picture(this.map, 1)];
      this.views[0].frame.addEventListener("keydown", (event) => this.move(event));
      this.named = cnn.element("div", { class: "name" });
      const bar = Array.from({ length: 21 }, (_, k) => cnn.painted(this.color(k / 10 - 1))[0]);
      this.limits = [0, 1, 2].map(() => cnn.element("span"));
      const scale = (shades, limits) => cnn.element("div", {},
        cnn.element("div", { class: "bar", style: `background: linear-gradient(to right, ${shades})` }),
        cnn.element("div", { class: "scale" }, ...limits));
      this.pictures = cnn.element("div", { class: "pictures", part: "pictures" }, this.named,
        cnn.element("div", { class: "output name" }, `output ${this.n - 2}×${this.n - 2}`),
        ...this.views.map((view) => view.frame),
        scale(["#000", "#fff"], [cnn.element("span", {}, "0"), cnn.element("span", {}, "255")]), scale(bar, this.limits));
    }

    buildSum() {
      const met = (i, j) => this.highlight(i === undefined ? -1 : 3 * i + j);
      const gray = (value) => cnn.painted([value, value, value]);
      const largest = (numbers) => Math.max(...numbers.flat().map(Math.abs));
      const signed = (key) => (value) => cnn.painted(this.color(value / (largest(this[key]) || 1)));
      this.problem = cnn.problem();
      this.windowGrid = new cnn.Grid({ name: "window", role: "input", met, paint: gray });
      this.kernelGrid = new cnn.Grid({ name: "kernel", role: "kernel", met, drag: 0.25, problem: this.problem,
        paint: signed("kernel"), edited: () => this.update() });
      this.kernelGrid.table.setAttribute("aria-description", "Page Up and Page Down change a weight by 0.25");
      this.productGrid = new cnn.Grid({ name: "products", role: "output", met, paint: signed("products") });
      this.grids = cnn.element("div", { class: "row grids" },
        this.windowGrid.table, cnn.signed("·", this.kernelGrid.table), cnn.signed("=", this.productGrid.table));
      this.sum = cnn.element("p", { class: "sum", role: "status" });
      this.found = ["Highest", "Lowest"].map((name, k) => {
        const hue = `--hue: ${this.options.colors[2 - 2 * k]}`;
        const tile = cnn.element("canvas", { width: 3, height: 3, "aria-hidden": "true", style: hue });
        const [text, button] = [cnn.element("span"), cnn.button("", () => this.select(...this.extremes[k]))];
        button.className = "extreme";
        button.replaceChildren(tile, text);
        return { name, tile, text, button };
      });
      this.note = cnn.element("p", { class: "note", part: "more" });
    }

    setKernel(kernel) {
      this.kernel = kernel.map((row) => [...row]);
      this.kernelGrid.show(this.kernel);
      this.update();
    }

    // Compute the output from photograph and kernel as they are, and draw it.
    update(afresh = false) {
      const m = this.n - 2;
      this.output = convolve(this.pixels, this.n, this.kernel);
      let [high, low] = [0, 0];
      this.output.forEach((value, k) => {
        if (value > this.output[high]) high = k;
        if (value < this.output[low]) low = k;
      });
      this.extremes = [high, low].map((k) => [Math.floor(k / m), k % m]);
      this.most = Math.max(this.output[high], -this.output[low]) || 1;
      cnn.paint(this.map, m, 1, (k) => this.color(this.output[k] / this.most));
      this.map.setAttribute("aria-label", `output, from ${cnn.number(this.output[low])} to ${cnn.number(this.output[high])}`);
      [-this.most, 0, this.most].forEach((value, k) => (this.limits[k].textContent = cnn.number(value)));
      this.found.forEach(({ name, tile, text }, k) => {
        const [i, j] = this.extremes[k];
        const seen = this.window(i, j).flat();
        cnn.paint(tile, 3, 0, (at) => [seen[at], seen[at], seen[at]]);
        text.textContent = `${name} output: ${cnn.number(this.output[i * m + j])}, at [${i}, ${j}]`;
        this.views.forEach(({ marks }) => this.place(marks[1 + k], i, j));
      });
      this.kernelGrid.repaint();
      const known = Object.entries(this.options.presets).find(([, kernel]) => String(kernel) === String(this.kernel));
      this.preset.lastChild.value = known ? known[0] : OWN;
      this.note.textContent = high === low ? "All outputs are equal." : meaning(this.kernel.flat().reduce((sum, w) => sum + w));
      this.select(...(afresh ? this.extremes[0] : this.at));
    }

    window(i, j) {
      return [0, 1, 2].map((u) => [0, 1, 2].map((v) => this.pixels[(i + u) * this.n + j + v]));
    }

    // Put a mark's middle on the middle of the window of output [i, j].
    place(mark, i, j) {
      [mark.style.top, mark.style.left] = [i, j].map((at) => `${(100 * (at + 1.5)) / this.n}%`);
    }

    // Explain output [i, j].
    select(i, j) {
      this.at = [i, j];
      const seen = this.window(i, j);
      this.products = seen.map((row, u) => row.map((pixel, v) => pixel * this.kernel[u][v]));
      this.views.forEach(({ marks }) => this.place(marks[0], i, j));
      this.views[0].frame.setAttribute("aria-label",
        `${this.named.textContent}; the window's middle is at row ${i + 1}, column ${j + 1}; arrow keys move it, with Shift by ten`);
      this.windowGrid.show(seen);
      this.productGrid.show(this.products);
      const factors = seen.flat().map((pixel, k) => [pixel, this.kernel.flat()[k]]);
      this.terms = cnn.writeSum(this.sum, `output[${i}, ${j}]`, factors, this.output[i * (this.n - 2) + j]);
    }

    // The window's middle goes to the pixel pointed at, or as near to it as the edge allows.
    choose(event) {
      const box = event.currentTarget.getBoundingClientRect();
      const [down, right] = [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
      this.selectNear(Math.floor(down * this.n) - 1, Math.floor(right * this.n) - 1);
    }

    move(event) {
      const [di, dj] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] || [0, 0];
      if (!di && !dj) return;
      event.preventDefault();
      const far = event.shiftKey ? 10 : 1;
      this.selectNear(this.at[0] + far * di, this.at[1] + far * dj);
    }

    selectNear(i, j) {
      this.select(...[i, j].map((at) => Math.min(Math.max(at, 0), this.n - 3)));
    }

    // A weight, a pixel of the window or a product is pointed at: show the three that belong together.
    highlight(index) {
      const cells = index < 0 ? [] : [[Math.floor(index / 3), index % 3]];
      for (const grid of [this.windowGrid, this.kernelGrid, this.productGrid]) grid.use(cells, "met");
      this.terms.forEach((term, k) => term.classList.toggle("met", k === index));
    }
  }

  cnn.define("cnn-kernel-bench", KernelBench);
})();
