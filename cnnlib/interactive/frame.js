// The frame of shift and shuffle: a picture that is moved by pointer or arrow keys, or drawn.
"use strict";
(() => {
  const N = cnn.SIDE;
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  // `changed` is called when what is in the frame, or its place, has changed. At most `farthest` pixels from the middle.
  cnn.Frame = class {
    constructor(farthest, changed) {
      Object.assign(this, { farthest, changed, canvas: cnn.canvas(N), drawn: new Float64Array(N * N), at: [0, 0] });
      this.penMark = cnn.element("div", { class: "mark pen" });
      this.box = cnn.element("div", { class: "frame", role: "application", tabindex: 0 }, this.canvas, this.penMark);
      this.box.addEventListener("keydown", (event) => this.press(event));
      this.box.addEventListener("pointerdown", (event) => this.grab(event));
      this.box.addEventListener("pointermove", (event) => this.drag(event));
      for (const end of ["pointerup", "pointercancel"]) this.box.addEventListener(end, () => (this.from = null));
    }

    // On: the reader's own picture, in the middle.
    setDrawing(on) {
      this.drawing = on;
      this.penMark.hidden = !on;
      this.pen = [N / 2, N / 2];
      this.box.classList.toggle("drawing", on);
      if (on) [this.picture, this.at] = [this.drawn, [0, 0]];
      this.changed();
    }

    clear() {
      this.drawn.fill(0);
      this.changed();
    }

    move(down, right) {
      this.at = [down, right].map((far) => Math.min(Math.max(far, -this.farthest), this.farthest));
      this.changed();
    }

    // The picture where it is now: what has left the frame is lost, and black comes in.
    seen() {
      const [down, right] = this.at;
      return Float64Array.from({ length: N * N }, (_, k) => {
        const [i, j] = [Math.floor(k / N) - down, (k % N) - right];
        return i < 0 || j < 0 || i >= N || j >= N ? 0 : this.picture[i * N + j];
      });
    }

    show(values) {
      cnn.gray(this.canvas, N, (k) => values[k]);
      [this.penMark.style.top, this.penMark.style.left] = this.pen.map((at) => `${(100 * at) / N}%`);
    }

    // Where an event points, in pixels of the picture.
    pixel(event) {
      const box = this.box.getBoundingClientRect();
      return [((event.clientY - box.top) / box.height) * N, ((event.clientX - box.left) / box.width) * N];
    }

    grab(event) {
      if (event.button) return;
      this.box.setPointerCapture(event.pointerId);
      this.from = { pixel: this.pixel(event), at: this.at };
      if (this.drawing) this.stroke(this.from.pixel, this.from.pixel);
    }

    drag(event) {
      if (!this.from) return;
      const [row, column] = this.pixel(event);
      const { pixel, at } = this.from;
      if (this.drawing) {
        this.stroke(pixel, [row, column]);
        this.from.pixel = [row, column];
      } else this.move(at[0] + Math.round(row - pixel[0]), at[1] + Math.round(column - pixel[1]));
    }

    // A line of a soft pen, some three pixels wide.
    stroke(from, to) {
      const count = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) * 2) || 1;
      for (let s = 1; s <= count; s++) {
        const [row, column] = from.map((start, axis) => start + ((to[axis] - start) * s) / count);
        this.drawn.forEach((ink, k) => {
          const far = Math.hypot(Math.floor(k / N) + 0.5 - row, (k % N) + 0.5 - column);
          this.drawn[k] = Math.max(ink, Math.min(1, Math.max(0, 2.1 - far)));
        });
      }
      this.pen = to;
      this.changed();
    }

    press(event) {
      const [di, dj] = ARROWS[event.key] || [0, 0];
      if (this.drawing && event.key === " ") this.stroke(this.pen, this.pen);
      else if (!this.drawing && event.key === "Home") this.move(0, 0);
      else if (!di && !dj) return;
      else if (this.drawing) {
        this.pen = [this.pen[0] + di, this.pen[1] + dj].map((at) => Math.min(Math.max(at, 0), N));
        this.changed();
      } else this.move(this.at[0] + di, this.at[1] + dj);
      event.preventDefault();
    }
  };
})();
