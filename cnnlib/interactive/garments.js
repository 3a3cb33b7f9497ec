// Garments to choose from, and how a picture of one is drawn.
"use strict";
cnn.SIDE = 28;

// Draw so many numbers as grays on a canvas of n×n: 0 black, `most` white.
cnn.gray = (canvas, n, number, most = 1) =>
  cnn.paint(canvas, n, 0, (k) => {
    const level = Math.round((255 * number(k)) / most);
    return [level, level, level];
  });

cnn.canvas = (n, attributes = {}) => cnn.element("canvas", { width: n, height: n, ...attributes });

// Pictures from what cnnlib/interactive/garments.py wrote: a byte for each pixel.
cnn.pictures = (text) => {
  const [view, size] = [cnn.bytes(text), cnn.SIDE ** 2];
  return Array.from({ length: Math.floor(view.byteLength / size) }, (_, k) =>
    Float64Array.from({ length: size }, (_, at) => view.getUint8(k * size + at) / 255));
};

// One of the garments is chosen, as among radio buttons; `changed` is told which.
cnn.garments = (names, pictures, changed) => {
  const fields = pictures.map((picture, k) => {
    const field = cnn.element("input", { type: "radio", name: "garment", value: k, "aria-label": names[k] });
    field.addEventListener("change", () => changed(k));
    return field;
  });
  const labels = fields.map((field, k) => {
    const canvas = cnn.canvas(cnn.SIDE, { "aria-hidden": "true" });
    cnn.gray(canvas, cnn.SIDE, (at) => pictures[k][at]);
    return cnn.element("label", { class: "garment", title: names[k] }, field, canvas);
  });
  const group = cnn.element("div", { class: "garments", role: "radiogroup", "aria-label": "garment" }, ...labels);
  group.choose = (chosen) => fields.forEach((field, k) => (field.checked = k === chosen));
  return group;
};

cnn.garments.style = `
  canvas { display: block; width: 100%; image-rendering: pixelated; border-radius: 3px; }
  .garments { display: flex; flex-wrap: wrap; gap: 0.4rem; }
  .garment { position: relative; width: 2.6rem; }
  .garment input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
  .garment canvas { outline-offset: 1px; } .garment :checked + canvas { outline: 3px solid var(--output); }
  .garment :focus-visible + canvas { outline: 3px solid var(--ink); }
  .mark { position: absolute; pointer-events: none; box-shadow: 0 0 0 2px #e8871e, 0 0 0 3px #000; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .note { margin: 0.6rem 0 0; color: var(--muted); font-size: 0.9rem; }`;
