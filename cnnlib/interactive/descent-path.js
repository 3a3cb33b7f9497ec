// <cnn-descent-path>: steps of descent among the contours of a loss of two weights, and the loss after each step.
"use strict";
(() => {
  const STYLE = `
    .row { margin-top: 0.6rem; } .dial { display: inline-flex; align-items: center; gap: 0.2rem 0.5rem; color: var(--muted); white-space: nowrap; font-variant-numeric: tabular-nums; }
    input { font: inherit; color: var(--ink); accent-color: var(--kernel); } input[type="range"] { width: clamp(6rem, 30cqw, 9rem); height: 2rem; margin: 0; cursor: pointer; }
    .typed { width: 4.6rem; min-height: 2rem; padding: 0 0.4rem; background: var(--raised); border: 1px solid var(--muted); border-radius: 5px; }
    .typed[aria-invalid="true"] { border-color: var(--warning); color: var(--warning); }
    .plot { position: relative; margin: 1.8rem 0.8rem 2.9rem 2.9rem; border: solid var(--muted); border-width: 0 0 1px 1px; }
    .land { aspect-ratio: 2 / 1; cursor: crosshair; border-width: 1px; } .chart { height: 7rem; margin-top: 2.4rem; }
    .plot svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: hidden; }
    .plot span { position: absolute; font-size: 0.85rem; line-height: 1; color: var(--muted); white-space: nowrap; pointer-events: none; }
    .across { top: calc(100% + 0.45rem); transform: translateX(-50%); } .named.across { top: calc(100% + 1.5rem); left: 50%; }
    .up { right: calc(100% + 0.45rem); transform: translateY(-50%); } .named.up { top: -1.2rem; }
    .plot svg > * { vector-effect: non-scaling-stroke; } .contour { fill: var(--input); fill-opacity: 0.07; stroke: var(--muted); stroke-opacity: 0.55; }
    .axis { stroke: var(--muted); stroke-opacity: 0.4; } .star { fill: var(--ink); }
    .line { fill: none; stroke: var(--hue); stroke-width: 2; stroke-dasharray: var(--dash); stroke-linejoin: round; opacity: 0.75; }
    .dots { fill: none; stroke: var(--hue); stroke-width: 7; stroke-linecap: round; display: none; }
    .chosen.line { opacity: 1; } .chosen.dots { display: inline; }
    .start { position: absolute; width: 1rem; height: 1rem; border-radius: 50%; background: var(--ink); border: 2px solid var(--paper);
      transform: translate(-50%, -50%); cursor: grab; touch-action: none; } .start::after { content: ""; position: absolute; inset: -0.9rem; }
    .start:active { cursor: grabbing; } .sum { margin: 0; } .sum > span { display: block; padding-left: 1rem; text-indent: -1rem; } .note { color: var(--muted); margin: 0.6rem 0 0; }
    .hint { display: grid; margin-top: 0.6rem; } .hint > * { grid-area: 1 / 1; margin: 0; } .hint:has(.problem:not(:empty)) .note { visibility: hidden; }
    .key { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0.2rem 1.1rem; margin: 0.7rem 0 0; font-size: 0.9rem; }
    .key svg { width: 1.8rem; height: 0.6rem; margin-right: 0.4rem; } .key .chosen { font-weight: 650; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); margin: 0; }
    .said { min-height: 10.5rem; margin-top: 0.7rem; }
    @container (max-width: 620px) { .said { min-height: 16rem; } .several .said { min-height: 20rem; } }`;
  const HUES = { plain: "var(--input)", Adam: "var(--kernel)", momentum: "var(--output)" };  // as in cnnlib.figures.rate_curves
  const DASHES = { plain: "none", Adam: "6 3", momentum: "8 3 2 3" };
  const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const RATES = [[90, 1000], [90, 100], [13, 10]].flatMap(([count, per]) =>
    Array.from({ length: count }, (_, k) => (10 + k) / per));  // 0.01 to 2.2: two digits each
  const PARTS = Array.from({ length: 100 }, (_, k) => k / 100);
  const [TOP, BOTTOM] = [2, -4];  // of the chart, in powers of ten
  const STAR = "M0-.07.02-.03H.07L.03 0 .05.06 0 .03-.05.06-.03 0-.07-.03H-.02Z";
  const { NAMES } = cnn.descent;
  const within = (value, limit) => Math.min(Math.max(value, -limit), limit);

  const draw = (tag, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };

  // A box with a drawing whose corners are [left, top, right, bottom], numbers along it, and the names of both axes.
  const plot = (kind, [left, top, right, bottom], across, up, names) => {
    const drawing = draw("svg", { viewBox: `${left} ${top} ${right - left} ${bottom - top}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    const share = (at, from, to) => `${(100 * (at - from)) / (to - from)}%`;
    const label = (axis, text, style = "") => cnn.element("span", { class: axis, "aria-hidden": "true", style }, text);
    const box = cnn.element("div", { class: `${kind} plot` }, drawing, label("named across", names[0]), label("named up", names[1]),
      ...across.map(([at, text]) => label("across", text, `left: ${share(at, left, right)}`)),
      ...up.map(([at, text]) => label("up", text, `top: ${share(at, top, bottom)}`)));
    return { box, drawing };
  };

  class DescentPath extends cnn.Figure {
    build(place, options) {
      Object.assign(this, { options, rules: Object.keys(options.rates) });
      this.problem = cnn.problem();
      this.buildSettings();
      this.buildWalk();
      this.buildLand();
      this.buildChart();
      [this.sum, this.note, this.key] = ["sum", "note", "key"].map((kind) => cnn.element("p", { class: kind }));
      this.status = cnn.element("p", { class: "unseen", role: "status" });
      this.key.hidden = this.choice.hidden = this.rules.length < 2;
      const hint = cnn.element("p", { class: "note" }, "Descent starts at the large point. Drag it, or move it with the arrow keys.");
      place.append(cnn.element("style", {}, STYLE), this.settings, cnn.element("div", { class: "hint" }, hint, this.problem), this.land.box, this.walk,
        this.chart.box, this.key, cnn.element("div", { class: "said" }, this.sum, this.note), this.status);
      place.classList.toggle("several", this.rules.length > 1);
      this.begin();
      clearTimeout(this.saying);  // nothing is said before something is done
    }

    begin() {
      const { rates, momentum, start, steps } = this.options;
      this.player.stop();
      Object.assign(this, { rates: { ...rates }, kept: momentum, start, n: steps });
      this.partDial.show(momentum);
      this.choose(this.rules[0]);
    }

    buildSettings() {
      const set = (change) => (value) => {
        change(value);
        this.update();
      };
      this.choice = cnn.choice("rule", this.rules, this.rules[0], (rule) => this.choose(rule));
      const { problem } = this;
      this.rateDial = cnn.dial("learning rate", { values: RATES, fits: (rate) => rate > 0 && rate <= 3, needs: "above 0 and at most 3",
        problem, changed: set((rate) => (this.rates[this.rule] = rate)) });
      this.partDial = cnn.dial("momentum", { values: PARTS, fits: (part) => part >= 0 && part <= 0.99, needs: "from 0 to 0.99",
        problem, changed: set((part) => (this.kept = part)) });
      this.settings = cnn.element("div", { class: "row" }, this.choice, this.rateDial.element, this.partDial.element);
    }

    buildWalk() {
      const { steps } = this.options;
      this.player = cnn.player(() => this.n < steps && this.go(this.n + 1), 250, () => this.go(0));
      this.counter = cnn.element("input", { type: "range", min: 0, max: steps, "aria-label": "step" });
      this.counter.addEventListener("input", () => this.go(Number(this.counter.value)));
      this.counted = cnn.element("span");
      this.walk = cnn.element("div", { class: "row" }, this.player.button, cnn.button("Step", () => this.go(this.n < steps ? this.n + 1 : 0)),
        cnn.button("Start over", () => this.begin()), cnn.element("span", { class: "dial" }, this.counter, this.counted));
    }

    // Each contour has half the loss of the next one outside it; at the minimum, a star.
    buildLand() {
      const { limits: [far, high], curvatures: [a, b] } = this.options;
      this.land = plot("land", [-far, -high, far, high], [-far, -far / 2, 0, far / 2, far].map((at) => [at, cnn.number(at)]),
        [-high, 0, high].map((at) => [-at, cnn.number(at)]), NAMES);
      const corner = (a * far ** 2 + b * high ** 2) / 2;
      const contours = Array.from({ length: 9 }, (_, k) => corner / 2 ** k).map((loss) =>
        draw("ellipse", { class: "contour", rx: Math.sqrt(loss / a), ry: Math.sqrt(loss / b) }));
      this.land.drawing.append(...contours, draw("path", { class: "axis", d: `M${-far} 0H${far}M0 ${-high}V${high}` }),
        draw("path", { class: "star", d: STAR }));
      this.landLines = this.lines(this.land.drawing);
      this.handle = cnn.element("div", { class: "start" });
      this.land.box.append(this.handle);
      this.land.box.setAttribute("role", "application");
      this.land.box.tabIndex = 0;
      this.listen(this.land.box);
    }

    // The start goes where the pointer is, or by arrow keys. A finger takes it by its dot or by a tap; elsewhere it scrolls.
    listen(box) {
      let dragging = false;
      box.addEventListener("keydown", (event) => this.press(event));
      box.addEventListener("pointerdown", (event) => {
        if (event.button || (event.pointerType === "touch" && event.target !== this.handle)) return;
        box.setPointerCapture(event.pointerId);
        dragging = true;
        this.point(event);
      });
      box.addEventListener("pointermove", (event) => dragging && this.point(event));
      for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => (dragging = false));
      box.addEventListener("click", (event) => this.point(event));
    }

    buildChart() {
      const { steps } = this.options;
      const marks = new Set([0, 1, 2, 3].map((k) => Math.round((k * steps) / 3)));
      const powers = Array.from({ length: (TOP - BOTTOM) / 2 + 1 }, (_, k) => TOP - 2 * k);
      this.chart = plot("chart", [-0.5, -TOP, steps + 0.5, -BOTTOM], [...marks].map((at) => [at, at]),
        powers.map((power) => [-power, String(Number(`1e${power}`))]), ["steps", "loss"]);
      this.chart.drawing.append(...powers.slice(1, -1).map((power) => draw("path", { class: "axis", d: `M-0.5 ${-power}H${steps + 0.5}` })));
      this.chartLines = this.lines(this.chart.drawing);
    }

    // For each rule a line, and its steps as dots.
    lines(drawing) {
      return Object.fromEntries(this.rules.map((rule) => {
        const both = ["line", "dots"].map((kind) => draw("path", { class: kind, style: `--hue: ${HUES[rule]}; --dash: ${DASHES[rule]}` }));
        drawing.append(...both);
        return [rule, both];
      }));
    }

    point(event) {
      const [box, [far, high]] = [this.land.drawing.getBoundingClientRect(), this.options.limits];
      const [right, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      this.move([far * (2 * right - 1), high * (1 - 2 * down)].map((at) => Math.round(20 * at) / 20));
    }

    press(event) {
      const step = ARROWS[event.key];
      if (!step) return;
      event.preventDefault();
      this.move(this.start.map((at, k) => at + (step[k] * (event.shiftKey ? 10 : 1)) / 100));
    }

    move(start) {
      this.start = start.map((at, k) => within(Math.round(100 * at) / 100, this.options.limits[k]));
      this.update();
    }

    choose(rule) {
      this.rule = this.choice.lastChild.value = rule;
      this.rateDial.show(this.rates[rule]);
      this.partDial.element.hidden = rule !== "momentum";
      this.update();
    }

    go(n) {
      this.n = n;
      this.update();
      return true;
    }

    settingsOf(rule) {
      return { rate: this.rates[rule], part: rule === "momentum" ? this.kept : 0 };
    }

    // All paths anew, from the start and the settings as they are, and as many of their steps as are to be seen.
    update() {
      const { curvatures, steps, limits } = this.options;
      this.paths = Object.fromEntries(this.rules.map((rule) => [rule, cnn.descent.path(rule, this.settingsOf(rule), curvatures, this.start, steps)]));
      this.rules.forEach((rule) => this.drawLines(rule));
      [this.handle.style.left, this.handle.style.top] = this.start.map((at, k) => `${50 + ((k ? -50 : 50) * at) / limits[k]}%`);
      this.land.box.setAttribute("aria-label", `start at ${NAMES.map((name, k) => `${name} = ${cnn.number(this.start[k])}`).join(", ")}; ` +
        "arrow keys move it by a hundredth, with Shift by a tenth");
      this.counter.value = this.n;
      this.counted.textContent = `step ${this.n} of ${steps}`;
      this.say();
    }

    // Where a path leaves the picture for good, it ends with the step that leads out.
    drawLines(rule) {
      const [{ curvatures, limits }, path] = [this.options, this.paths[rule].slice(0, this.n + 1)];
      const down = (weights) => within(-Math.log10(cnn.descent.loss(curvatures, weights)), 40);
      const inside = path.map((weights) => weights.every(({ w }, k) => Math.abs(w) <= limits[k]));
      const seen = path.slice(0, inside.lastIndexOf(true) + 2).map((weights) => weights.map(({ w }, k) => within(k ? -w : w, 1000)));
      [[this.landLines, seen], [this.chartLines, path.map((weights, n) => [n, down(weights)])]].forEach(([lines, points]) => {
        const [line, dots] = lines[rule];
        line.setAttribute("d", `M${points.map((at) => at.join(" ")).join("L")}`);
        dots.setAttribute("d", points.map((at) => `M${at.join(" ")}h0`).join(""));
        for (const node of lines[rule]) node.classList.toggle("chosen", rule === this.rule);
        if (rule === this.rule) line.parentNode.append(line, dots);  // on top
      });
    }

    // The last step in numbers, what the settings do to each weight, and how far all rules have come.
    say() {
      const [settings, { curvatures }, n] = [this.settingsOf(this.rule), this.options, this.n];
      const lines = cnn.descent.told(this.rule, settings, curvatures, this.paths[this.rule], n);
      this.sum.replaceChildren(...lines.map((line) => cnn.element("span", {}, line)));
      this.note.textContent = cnn.descent.verdict(this.rule, settings, curvatures, this.start);
      this.key.replaceChildren(`Loss after ${n} ${n === 1 ? "step" : "steps"}:`, ...this.rules.map((rule) => this.keyOf(rule)));
      clearTimeout(this.saying);  // a screen reader hears of it once the reader has stopped
      this.saying = setTimeout(() => (this.status.textContent = [...lines, this.note.textContent].join(" ")), 400);
    }

    keyOf(rule) {
      const { rate, part } = this.settingsOf(rule);
      const loss = cnn.descent.loss(this.options.curvatures, this.paths[rule][this.n]);
      const sample = draw("svg", { viewBox: "0 0 28 8", "aria-hidden": "true" });
      sample.append(draw("path", { class: "line", d: "M0 4H28", style: `--hue: ${HUES[rule]}; --dash: ${DASHES[rule]}` }));
      return cnn.element("span", { class: rule === this.rule ? "chosen" : "" }, sample,
        `${rule === "momentum" ? `momentum ${cnn.number(part)}` : rule}, rate ${cnn.number(rate)}: ${cnn.number(Number(loss.toPrecision(3)))}`);
    }
  }

  cnn.define("cnn-descent-path", DescentPath);
})();
