// <cnn-shift-and-shuffle>: a garment that is moved, drawn or shuffled, and the ten scores of networks.
"use strict";
(() => {
  const STYLE = `${cnn.garments.style}
    .row { margin-top: 0.7rem; } .stage { display: flex; flex-wrap: wrap; gap: 0.9rem 1.4rem; margin-top: 0.9rem; }
    .views { display: flex; gap: 0.9rem; flex: 0 0 auto; align-self: flex-start; }
    .side { width: 100px; display: flex; flex-direction: column; justify-content: space-between; }
    .frame { position: relative; width: min(208px, 60cqw); cursor: grab; touch-action: none; border: 1px solid var(--muted); border-radius: 3px; }
    .frame:active { cursor: grabbing; } .frame.drawing { cursor: crosshair; }
    .pen { width: 4%; height: 4%; transform: translate(-50%, -50%); }
    figure { margin: 0; } figcaption { font-size: 0.85rem; color: var(--muted); line-height: 1.25; }
    .readout { margin: 0; font-weight: 600; color: var(--input); line-height: 1.3; }
    .scores { flex: 1 1 290px; min-width: 0; width: 100%; table-layout: fixed; border-spacing: 0.6rem 1px; margin-left: -0.6rem; }
    .scores th, .scores td { width: auto; height: auto; min-width: 0; border: 0; background: none; text-align: left; font-weight: 400; font-size: 0.9rem; padding: 0; }
    .scores tr > :first-child { width: 6.4rem; color: var(--muted); } .scores thead > tr > * { vertical-align: bottom; overflow-wrap: anywhere; } .scores thead > :last-child > * { vertical-align: top; padding-bottom: 0.3rem; }
    .scores .name { font-weight: 600; } .scores tr > .true { font-weight: 700; color: var(--ink); } .scores .says { font-weight: 700; }
    .row button[aria-pressed="true"] { border-color: var(--ink); box-shadow: inset 0 0 0 1px var(--ink); font-weight: 600; }
    .scores .count { color: var(--muted); } .scores .right { color: var(--output); } .scores .wrong { color: var(--warning); }
    .track { position: relative; height: 1rem; background: linear-gradient(var(--muted), var(--muted)) 50% 0 / 1px 100% no-repeat; }
    .bar { position: absolute; top: 0.15rem; bottom: 0.15rem; background: var(--muted); border-radius: 2px; }
    .track span { position: absolute; right: 0; font-size: 0.8rem; line-height: 1rem; color: var(--muted); font-variant-numeric: tabular-nums; }
    .several .scores { flex-basis: 100%; } .several .track span { opacity: 0; }
    .most .bar { background: currentColor; top: 0; bottom: 0; }
    .chart { position: relative; height: 9rem; margin: 0.7rem 0.9rem 2.6rem 2.8rem; border: solid var(--muted); border-width: 0 0 1px 1px; }
    .chart svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
    .chart path { fill: none; stroke-width: 2.5; vector-effect: non-scaling-stroke; }
    .chart span { position: absolute; font-size: 0.85rem; color: var(--muted); white-space: nowrap; transform: translate(-50%, -50%); }
    .dot { position: absolute; width: 0.9rem; height: 0.9rem; border-radius: 50%; border: 2px solid var(--paper); transform: translate(-50%, 50%); }
    .key { display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; margin: 0.9rem 0 0; font-size: 0.9rem; }
    .key i { display: inline-block; width: 1.4rem; border-top: 3px solid; margin-right: 0.4rem; vertical-align: middle; }
    @container (max-width: 540px) { .scores { border-spacing: 0.3rem 1px; margin-left: -0.3rem; } .scores th, .scores td { font-size: 0.8rem; }
      .scores tr > :first-child { width: 5.2rem; }
      .several .scores { border-spacing: 0.5rem 1px; margin-left: -0.5rem; } .several .scores tr > :first-child { width: 4.6rem; } .several .scores .name { font-size: 0.66rem; overflow-wrap: normal; } }`;
  const LARGEST = 18;  // of the scores that a bar has room for, on both sides of 0; where one is larger, all bars shrink
  const COLORS = ["var(--ink)", "var(--input)", "var(--kernel)"];
  const N = cnn.SIDE;

  const steps = (number, more, less) => (number ? `${Math.abs(number)} ${number > 0 ? more : less}` : "");
  const moved = ([down, right]) => (down || right
    ? `moved ${[steps(right, "to the right", "to the left"), steps(down, "down", "up")].filter(Boolean).join(", ")}` : "not moved");
  const MOVE = "Drag the picture in its frame, or move it with the arrow keys. The largest score, the bar that reaches farthest to the right, is the answer.";
  const DRAW = "Draw with the mouse or a finger, or move the pen with the arrow keys and draw with the space bar.";
  const MOVED_ALONG = "The weights of the dense network’s first layer are shuffled with the pixels, each along with its pixel.";
  const TRAINED = "Every picture is shuffled in the same way. The other networks were trained on shuffled pictures.";

  class ShiftAndShuffle extends cnn.Figure {
    build(place, options) {
      const { networks, classes, order } = options;
      const view = cnn.bytes(order);
      this.options = options;
      this.order = Array.from({ length: N * N }, (_, k) => view.getUint16(2 * k, true));
      this.garments = cnn.pictures(options.pictures);
      this.networks = networks.map((network) => ({
        ...network,
        plain: cnn.network(network),
        trained: network.shuffled_weights ? cnn.network({ ...network, weights: network.shuffled_weights }) : cnn.network(network, this.order),
      }));
      this.frame = new cnn.Frame(options.farthest, () => this.changed());
      this.chooser = cnn.garments(classes, this.garments, (k) => this.wear(k));
      this.buildControls();
      this.buildScores();
      this.buildChart();
      place.append(cnn.element("style", {}, STYLE), this.chooser, this.controls,
        cnn.element("div", { class: "stage" }, this.views, this.table), this.note, this.key, this.chart, this.status);
      place.classList.toggle("several", networks.length > 1);
      this.begin();
    }

    begin() {
      this.frame.clear();
      this.setShuffled(false);
      this.wear(this.options.garment);
      this.frame.move(...this.options.at);
      this.draw();
    }

    wear(k) {
      this.frame.picture = this.garments[k];
      this.setDrawing(false, k);
    }

    buildControls() {
      this.little = cnn.canvas(N, { role: "img" });
      this.littleName = cnn.element("figcaption");
      this.small = cnn.element("figure", {}, this.littleName, this.little);
      [this.readout, this.note] = [cnn.element("p", { class: "readout" }), cnn.element("p", { class: "note" })];
      this.views = cnn.element("div", { class: "views" }, this.frame.box, cnn.element("div", { class: "side" }, this.readout, this.small));
      this.status = cnn.element("p", { class: "unseen", role: "status" });
      this.shuffleButton = cnn.button("Shuffle all pixels", () => this.setShuffled(!this.shuffled));
      this.drawButton = cnn.button("Draw your own", () => this.setDrawing(!this.frame.drawing));
      this.clearButton = cnn.button("Clear", () => this.frame.clear());
      this.controls = cnn.element("div", { class: "row" }, this.shuffleButton, this.drawButton, this.clearButton,
        cnn.button("Start over", () => this.begin()));
    }

    setShuffled(on) {
      this.shuffled = on;
      this.shuffleButton.textContent = on ? "Put the pixels back" : "Shuffle all pixels";
      if (on) this.frame.move(0, 0);  // one thing at a time
      this.changed();
    }

    // Draw, or move what was drawn; with `worn`, the garment of this number.
    setDrawing(on, worn = -1) {
      if (on) this.setShuffled(false);
      this.worn = worn;
      this.chooser.choose(worn);
      this.frame.setDrawing(on);
      this.drawButton.setAttribute("aria-pressed", on);
      this.clearButton.hidden = !on;
    }

    buildScores() {
      this.heads = this.networks.map((network) => {
        const count = cnn.element("td", { class: "count" }, network.params.toLocaleString("en"));
        return { name: cnn.element("th", { class: "name", scope: "col" }, network.name), count, says: cnn.element("td", { class: "says" }) };
      });
      this.rows = this.options.classes.map((name) => {
        const cells = this.networks.map(() => {
          const [bar, number] = [cnn.element("div", { class: "bar" }), cnn.element("span")];
          return { bar, number, cell: cnn.element("td", {}, cnn.element("div", { class: "track" }, bar, number)) };
        });
        const head = cnn.element("th", { scope: "row" }, name);
        return { head, cells, row: cnn.element("tr", {}, head, ...cells.map(({ cell }) => cell)) };
      });
      this.table = cnn.element("table", { class: "scores", "aria-label": "scores" },
        cnn.element("thead", {}, ...[["", "name"], ["parameters", "count"], ["answer", "says"]].map(([title, part]) =>
          cnn.element("tr", {}, title ? cnn.element("th", { scope: "row" }, title) : cnn.element("td"), ...this.heads.map((head) => head[part])))),
        cnn.element("tbody", {}, ...this.rows.map(({ row }) => row)));
    }

    // Across: 0 to 6 pixels; up: the share right.
    buildChart() {
      const { farthest } = this.options;
      const mark = (left, bottom, text) => cnn.element("span", { style: `left: ${left}; top: ${100 - bottom}%` }, text);
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", `0 0 ${farthest} 1`);
      svg.setAttribute("preserveAspectRatio", "none");
      this.lines = this.networks.map((network, k) => {
        const path = document.createElementNS(svg.namespaceURI, "path");
        path.setAttribute("d", `M${network.shifted.map((share, far) => `${far} ${1 - share}`).join("L")}`);
        path.style.stroke = COLORS[k];
        svg.append(path);
        return path;
      });
      this.dots = this.networks.map((_, k) => cnn.element("div", { class: "dot", style: `background: ${COLORS[k]}` }));
      this.chart = cnn.element("div", { class: "chart", "aria-hidden": "true" }, svg, ...this.dots,
        ...[0, 50, 100].map((share) => mark("-1.4rem", share, `${share} %`)),
        ...Array.from({ length: farthest + 1 }, (_, far) => mark(`${(100 * far) / farthest}%`, -9, far)),
        mark("50%", -22, "pixels moved"));
      this.key = cnn.element("p", { class: "key" });
    }

    // What is shown changed: draw it before the next frame, once.
    changed() {
      if (!this.waiting) requestAnimationFrame(() => this.draw());
      this.waiting = true;
    }

    draw() {
      this.waiting = false;
      const seen = this.frame.seen();
      const given = this.shuffled ? seen.map((_, k) => seen[this.order[k]]) : seen;
      this.results = this.networks.map(({ plain, trained }) => [...cnn.forward(this.shuffled ? trained : plain, given, N, N).at(-1).values]);
      this.drawViews(seen, given);
      const nothing = this.worn < 0 && seen.every((ink) => ink === 0);
      const words = this.results.map((scores, k) => this.drawScores(scores, k, nothing));
      this.drawChart();
      this.say(nothing ? ["nothing is drawn"] : words);
    }

    // The large picture is what the networks get, but for a reader who draws.
    drawViews(seen, given) {
      const { drawing, at } = this.frame;
      const [large, little] = drawing ? [seen, given] : [given, seen];
      this.frame.show(large);
      cnn.gray(this.little, N, (k) => little[k]);
      this.small.style.visibility = this.shuffled ? "" : "hidden";
      this.littleName.textContent = drawing ? "what the networks get" : "before the shuffle";
      this.little.setAttribute("aria-label", this.littleName.textContent);
      const name = this.worn < 0 ? "your drawing" : this.options.classes[this.worn];
      this.named = `${name}, ${moved(at)}${this.shuffled ? ", shuffled" : ""}`;
      this.readout.textContent = !drawing ? moved(at) : this.shuffled ? "draw here; what you draw is shuffled" : "draw here";
      this.frame.box.setAttribute("aria-label", drawing
        ? "your drawing; arrow keys move the pen, the space bar draws"
        : `${this.named}; arrow keys move it, Home takes it back`);
      const dense = this.networks.some(({ name }) => name === "dense"), others = this.networks.some(({ name }) => name !== "dense");
      const shuffled = [dense && MOVED_ALONG, others && (dense ? TRAINED : TRAINED.replace("other ", ""))].filter(Boolean).join(" ");
      this.note.textContent = drawing ? DRAW : this.shuffled ? shuffled : MOVE;
    }

    // One network's bars, and its answer in words; to a picture with nothing in it, none.
    drawScores(scores, k, nothing) {
      const best = scores.indexOf(Math.max(...scores));
      const room = Math.max(LARGEST, ...scores.map(Math.abs));
      const verdict = this.worn < 0 ? "" : best === this.worn ? "right" : "wrong";
      scores.forEach((score, c) => {
        const { bar, number, cell } = this.rows[c].cells[k];
        bar.style.left = `${50 + (50 * Math.min(score, 0)) / room}%`;
        bar.style.width = `${(50 * Math.abs(score)) / room}%`;
        number.textContent = score.toFixed(1).replace("-", "−");
        cell.className = c === best && !nothing ? `most ${verdict || "right"}` : "";
        this.rows[c].head.className = c === this.worn ? "true" : "";
      });
      const { says } = this.heads[k];
      const name = this.options.classes[best];
      says.textContent = nothing ? "–" : verdict ? `${verdict === "right" ? "✓" : "✗"} ${name}` : name;
      says.className = `says ${verdict}`;
      return `${this.networks[k].name} says ${name}${verdict && `, ${verdict}`}`;
    }

    // The lines are means of five networks and four directions; the dots are these networks, with all pictures where the
    // reader's stands. A shuffle takes nothing from the dense network's share; of shuffled pictures that also moved, the
    // others' was not measured.
    drawChart() {
      const { at } = this.frame, { farthest } = this.options;
      const far = Math.hypot(...at);
      const parts = this.networks.flatMap(({ name, moved: shares, shuffled }, k) => {
        const other = this.shuffled && name !== "dense", measured = !other || far === 0;
        const share = other ? shuffled : shares[farthest + at[0]][farthest + at[1]];
        this.lines[k].style.opacity = other ? 0.25 : 1;
        this.dots[k].hidden = !measured || far > farthest;
        this.dots[k].style.left = `${(100 * far) / farthest}%`;
        this.dots[k].style.bottom = `${100 * share}%`;
        const line = cnn.element("i", { style: `color: ${COLORS[k]}` });
        return measured ? [cnn.element("span", {}, line, `${name} ${Math.round(100 * share)} %`)] : [];
      });
      const what = this.shuffled ? "shuffled test pictures" : "test pictures";
      const missing = parts.length === this.networks.length ? "" : "(The others were not measured on these.)";
      const lead = `Right of 2,000 ${what}${far ? `, ${moved(at)}` : ""}:`;
      this.key.replaceChildren(...(parts.length ? [lead, ...parts, missing] : [`Of ${what} ${moved(at)}, the share right was not measured.`]));
    }

    // What a screen reader says, once the reader has stopped moving.
    say(words) {
      clearTimeout(this.saying);
      this.saying = setTimeout(() => (this.status.textContent = `${this.named}: ${words.join("; ")}.`), 400);
    }
  }

  cnn.define("cnn-shift-and-shuffle", ShiftAndShuffle);
})();
