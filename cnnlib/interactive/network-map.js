// <cnn-network-map>: a network with all its maps of a garment, and the sum behind any number that is chosen.
"use strict";
(() => {
  const STYLE = `${cnn.garments.style}
    .map { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1rem 0.4rem; margin-top: 0.9rem; }
    .stage { display: flex; flex-direction: column; font-size: 13px; line-height: 1.35; text-align: center; white-space: nowrap; }
    .stage > div:last-child { color: var(--muted); margin-top: 0.3rem; } .title { font-weight: 600; }
    .maps { margin: auto; padding-top: 0.3rem; display: grid; grid-template-columns: repeat(var(--columns), auto); gap: 2px; }
    .maps button { position: relative; width: var(--side); min-height: 0; padding: 0; border: 0; border-radius: 2px; cursor: crosshair; overflow: clip; }
    .maps button[aria-pressed="true"] { outline: 3px solid var(--output); overflow: visible; z-index: 1; }
    .mark.own { box-shadow: 0 0 0 2px var(--output), 0 0 0 3px #fff; }
    .maps .mark { box-shadow: 0 0 0 1.5px #e8871e; }
    .ten { display: grid; gap: 2px; margin: 0.3rem 0; } .stage.last { flex: 0 1 136px; }
    .ten button { display: grid; grid-template-columns: 76px 1fr; align-items: center; gap: 0.3rem; min-height: 1.6rem; padding: 0 0.2rem; font-size: 13px; text-align: right; }
    .ten button[aria-pressed="true"] { outline: 3px solid var(--output); } .most { font-weight: 700; color: var(--output); }
    .track { position: relative; height: 1.2rem; background: linear-gradient(var(--muted), var(--muted)) var(--zero) 0 / 1px 100% no-repeat; } .bar { position: absolute; top: 0.2rem; bottom: 0.2rem; background: currentColor; border-radius: 1px; }
    .how { flex: 0 0 100%; order: 99; display: flex; flex-wrap: wrap; gap: 0.6rem 1.2rem; padding-top: 0.8rem; border-top: 1px solid var(--line); align-items: flex-start; }
    .zoomed { flex: 0 0 auto; width: min(200px, 100%); } .zoom { position: relative; cursor: crosshair; margin-top: 0.3rem; } .zoom.flat { display: none; }
    .why { flex: 1 1 20rem; min-width: 0; } .named { font-weight: 600; color: var(--output); } .why .sum { margin-top: 0.5rem; min-height: 0; }
    .why .row { gap: 0.3rem; margin-top: 0.4rem; } .parts button, .top button { font-size: 0.8rem; min-height: 1.7rem; padding: 0 0.4rem; font-variant-numeric: tabular-nums; }
    .parts button[aria-pressed="true"] { border: 2px solid var(--kernel); font-weight: 700; }
    .why .grids, .grids .signed { gap: 0.7rem; } .why .grids { justify-content: flex-start; margin-top: 0.6rem; --cell: 38px; } .grids caption span { display: none; }
    .result { font-weight: 600; }
    @container (max-width: 620px) {
      .map { flex-flow: column; } .how { flex: auto; order: var(--after); padding-bottom: 0.8rem; border-bottom: 1px solid var(--line); } .maps { width: 100%; max-width: 22rem; grid-template-columns: repeat(8, 1fr); }
      .maps button { width: 100%; } .single .maps { width: 9rem; grid-template-columns: 1fr; } .stage.last { flex: auto; }
      .zoomed { width: min(16rem, 100%); margin: auto; }
      .why .grids, .grids .signed { gap: 0.3rem; } .why .grids { --cell: clamp(22px, calc((100cqw - 76px) / 9 - 2px), 38px); } }`;
  const SIDES = { 28: 84, 26: 52, 13: 40, 11: 33, 5: 26 };  // of a map on a wide page, in pixels, by its cells
  const short = (value) => cnn.number(Number(value.toPrecision(3)));
  const cell = (maps, i, j, k) => maps.values[(i * maps.width + j) * maps.channels + k];

  class NetworkMap extends cnn.Figure {
    build(place, options) {
      this.options = options;
      this.layers = cnn.network(options.network);
      this.garments = cnn.pictures(options.pictures);
      this.chooser = cnn.garments(options.classes, this.garments, (k) => this.wear(k));
      this.map = cnn.element("div", { class: "map" });
      this.how = new cnn.HowMade(this);
      place.append(cnn.element("style", {}, STYLE), this.chooser,
        cnn.element("p", { class: "note" }, "Choose a garment. Click a cell of a map, or a score, to see how its number is made; arrow keys go from map to map, and from cell to cell in the large one."),
        this.map);
      this.run(options.garment);
      this.buildStages();
      this.map.append(this.how.element);
      this.draw();
      this.select(options.stage, options.at[2], options.at[0], options.at[1]);
    }

    run(k) {
      this.chooser.choose(k);
      this.maps = cnn.forward(this.layers, this.garments[k], cnn.SIDE, cnn.SIDE);
    }

    wear(k) {
      this.run(k);
      this.draw();
      this.select(this.stage, this.channel, ...this.at);
    }

    name(stage) {
      return stage ? this.layers[stage - 1].name : "picture";
    }

    // A column for each stage: what it is, its maps, its parameters.
    buildStages() {
      this.buttons = this.maps.map(() => []);
      this.maps.forEach((maps, stage) => {
        const layer = this.layers[stage - 1];
        if (layer && layer.kind === "flatten") return;
        const last = stage === this.maps.length - 1;
        const size = last ? `${maps.channels} numbers` : `${stage ? layer.name : ""} ${maps.height}×${maps.width}${stage ? `×${maps.channels}` : ""}`;
        const params = layer && layer.kernel ? `${(layer.kernel.length + layer.bias.length).toLocaleString("en")} parameters` : "no parameters";
        const body = last ? this.buildScores(stage) : this.buildMaps(stage);
        body.addEventListener("keydown", (event) => this.walk(event, stage));
        this.map.append(cnn.element("div", { class: `stage${last ? " last" : ""}${stage ? "" : " single"}`, style: `order: ${2 * stage}` },
          cnn.element("div", { class: "title" }, layer ? this.options.titles[layer.kind] : "picture"),
          cnn.element("div", {}, size), body, cnn.element("div", {}, layer ? params : " ")));
      });
    }

    buildMaps(stage) {
      const { height, width, channels } = this.maps[stage];
      const body = cnn.element("div", { class: "maps", role: "group", "aria-label": this.name(stage),
        style: `--columns: ${channels > 1 ? 2 : 1}; --side: ${SIDES[height] || 2 * height}px` });
      for (let k = 0; k < channels; k++) {
        const [canvas, mark] = [cnn.canvas(width), cnn.element("div", { class: "mark" })];
        const button = cnn.element("button", { type: "button", tabindex: k ? -1 : 0 }, canvas, mark);
        button.addEventListener("click", (event) => {
          const box = canvas.getBoundingClientRect();  // a key that clicks has no place
          const at = event.detail ? [((event.clientY - box.top) / box.height) * height, ((event.clientX - box.left) / box.width) * width] : this.at;
          this.press(button, stage, k, ...at);
        });
        this.buttons[stage].push(Object.assign(button, { canvas, mark }));
        body.append(button);
      }
      return body;
    }

    buildScores(stage) {
      this.bars = [];
      this.buttons[stage] = this.options.classes.map((name, k) => {
        const bar = cnn.element("div", { class: "bar" });
        const button = cnn.element("button", { type: "button", tabindex: k ? -1 : 0 }, cnn.element("span", {}, name), cnn.element("div", { class: "track" }, bar));
        button.addEventListener("click", () => this.press(button, stage, k, 0, 0));
        this.bars.push(bar);
        return button;
      });
      return cnn.element("div", { class: "ten", role: "group", "aria-label": "scores" }, ...this.buttons[stage]);
    }

    // Every map and every score as they are now. White is the largest number of a stage.
    draw() {
      this.maps.forEach((maps, stage) => {
        if (!this.buttons[stage].length) return;
        const most = stage ? Math.max(...maps.values) || 1 : 1;
        if (stage === this.maps.length - 1) return this.drawScores([...maps.values]);
        this.buttons[stage].forEach(({ canvas }, k) => cnn.gray(canvas, maps.width, (at) => maps.values[at * maps.channels + k], most));
      });
    }

    drawScores(scores) {
      const [low, high] = [Math.min(0, ...scores), Math.max(0, ...scores)];
      const percent = (value) => `${(100 * value) / (high - low || 1)}%`;
      scores.forEach((score, k) => {
        this.bars[k].parentNode.style.setProperty("--zero", percent(-low));  // where a line stands
        this.bars[k].style.left = percent(Math.min(score, 0) - low);
        this.bars[k].style.width = percent(Math.abs(score));
        const button = this.buttons.at(-1)[k];
        button.setAttribute("aria-label", `${this.options.classes[k]}, ${short(score)}`);
        button.classList.toggle("most", score === Math.max(...scores));
      });
    }

    // Arrow keys go from map to map of a stage.
    walk(event, stage) {
      const all = this.buttons[stage];
      const columns = stage === this.maps.length - 1 ? 1 : getComputedStyle(all[0].parentNode).gridTemplateColumns.split(" ").length;
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -1e3, End: 1e3 }[event.key];
      if (!step) return;
      event.preventDefault();
      const to = all.indexOf(event.target) + step;
      const k = Math.abs(step) < 1e3 ? to : step < 0 ? 0 : all.length - 1;
      if (!all[k]) return;
      all[k].focus();
      this.select(stage, k, ...this.at);
    }

    // A button was pressed. Where the stages stand in a column, what explains its number comes after its stage: the page
    // scrolls so that the button stays where it is.
    press(button, ...place) {
      const before = button.getBoundingClientRect().top;
      this.select(...place);
      window.scrollBy(0, button.getBoundingClientRect().top - before);
    }

    // Take the number at row i and column j of a stage's map apart.
    select(stage, channel, i, j) {
      const maps = this.maps[stage];
      const inside = (at, n) => Math.min(Math.max(Math.floor(at), 0), n - 1);
      Object.assign(this, { stage, channel, at: [inside(i, maps.height), inside(j, maps.width)] });
      this.buttons.forEach((all, s) => all.forEach((button, k) => {
        button.setAttribute("aria-pressed", s === stage && k === channel);
        if (s === stage) button.tabIndex = k === channel ? 0 : -1;
        if (s < this.maps.length - 1) button.setAttribute("aria-label", s ? `${this.name(s)}, map ${k}` : "picture");
      }));
      this.how.element.style.setProperty("--after", 2 * stage + 1);
      this.markRead();
      this.how.show(stage, channel, ...this.at);
    }

    // Frames around all cells that the number was made from, back to the picture: [first, last] row and column.
    markRead() {
      let [rows, columns, only] = [[this.at[0], this.at[0]], [this.at[1], this.at[1]], this.channel];
      for (let s = this.maps.length - 1; s >= 0; s--) {
        const hidden = s > this.stage || this.stage === this.maps.length - 1;
        this.buttons[s].forEach(({ mark }, k) => {
          if (!mark) return;
          mark.hidden = hidden || (only !== null && k !== only);
          mark.classList.toggle("own", s === this.stage);
          if (!mark.hidden) this.frame(mark, this.maps[s], rows, columns);
        });
        const layer = this.layers[s - 1];
        if (hidden || !layer) continue;
        const before = this.maps[s - 1];
        const back = ([first, last], n, span) => layer.kind === "pool" ? [layer.size * first, layer.size * last + layer.size - 1]
          : [first, last + span - 1].map((at) => Math.min(Math.max(at - (layer.same ? (span - 1) >> 1 : 0), 0), n - 1));
        rows = back(rows, before.height, layer.shape && layer.shape[0]);
        columns = back(columns, before.width, layer.shape && layer.shape[1]);
        if (layer.kind === "conv") only = null;
      }
    }

    // Mark these cells of a stage, [row, column, map]; of several in one map, the first.
    markCells(stage, cells) {
      for (const [i, j, k] of [...cells].reverse()) {
        const { mark } = this.buttons[stage][k];
        mark.hidden = false;
        this.frame(mark, this.maps[stage], [i, i], [j, j]);
      }
    }

    // Put a mark around some cells of a map.
    frame(mark, maps, rows, columns) {
      [mark.style.top, mark.style.left] = [rows[0] / maps.height, columns[0] / maps.width].map((part) => `${100 * part}%`);
      mark.style.height = `${(100 * (rows[1] - rows[0] + 1)) / maps.height}%`;
      mark.style.width = `${(100 * (columns[1] - columns[0] + 1)) / maps.width}%`;
    }
  }

  Object.assign(cnn, { short, cell });
  cnn.define("cnn-network-map", NetworkMap);
})();
