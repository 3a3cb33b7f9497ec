// The base of every interactive figure: options in, a shadow root, numbers, controls, a player.
// Classic script, no dependency: it works from a file and in a notebook. Loading it twice is harmless.
"use strict";
window.cnn = window.cnn || {};

// 2, −1.5, 0.333333, −1999992. An integer up to 2^53 is exact, and stands in full. Other numbers are rounded to six
// digits or, where that is finer, to three decimals, so that 0.1 + 0.2 is 0.3. An integer beyond 2^53 is rounded to
// six digits and has a power of ten: 1.23457e+20. With fewer `digits`, as many decimals fewer: of 4, one at least.
cnn.number = (value, digits = 6) => {
  const kept = Math.max(digits, String(Math.trunc(Math.abs(value))).length + digits - 3);
  const rounded = Number.isInteger(value) ? value : cnn.round(value, Math.min(kept, 15));
  const long = Math.abs(rounded) > 2 ** 53;
  const text = long ? rounded.toExponential(digits - 1).replace(/\.?0*e/, "e") : String(rounded + 0);  // + 0: no −0
  return text.replace(/-/g, "−");
};

// A number to so many digits. One in the middle of two goes to the even digit, as Python writes it: 1.125 to 1.12.
cnn.round = (value, digits) => {
  const [mantissa, exponent] = Math.abs(value).toExponential(60).split("e");  // all its digits
  const kept = mantissa.slice(0, digits + 1);
  const even = /^50*$/.test(mantissa.slice(digits + 1)) && Number(kept.at(-1)) % 2 === 0;
  return even ? Math.sign(value) * Number(`${kept}e${exponent}`) : Number(value.toPrecision(digits));
};

// Factors as one writes them by hand: a negative one goes in brackets, unless it stands alone.
cnn.product = (factors, digits) =>
  factors.map((factor) => cnn.number(factor, digits)).map((text) => (text.startsWith("−") && factors.length > 1 ? `(${text})` : text)).join("·");

// A number from what somebody typed, or null. Nothing is guessed: "3x" is no number.
cnn.parse = (text) => {
  const plain = text.trim().replace("−", "-");
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) && Math.abs(plain) < 1e6 ? Number(plain) : null;
};

// Why `cnn.parse` refused it, in words.
cnn.refusal = (text) => {
  const plain = text.trim();
  if (/^[-+−]?[\d.]+$/.test(plain) && plain.split(".").length < 3) return `“${plain}” is beyond 999999`;
  if (cnn.parse(plain.replace(",", ".")) !== null) return `“${plain}” is not a number (write ${plain.replace(",", ".")})`;
  return `“${plain}” is not a number`;
};

cnn.element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

// The line that says what was refused. `say(key, text)` adds a message, or takes it back with "".
cnn.problem = () => {
  const line = cnn.element("p", { class: "problem", role: "alert" });
  const said = new Map();
  line.say = (key, text) => {
    said.delete(key);
    if (text) said.set(key, text);
    line.textContent = [...said.values()].join(" ");
  };
  return line;
};

// A sum of products as `explain` writes it: "output[0, 0] = 1·2 + 3·(−1) = −1". Gives its terms, an element each.
cnn.writeSum = (line, name, products, value, digits) => {
  const terms = products.map((factors) => cnn.element("span", {}, cnn.product(factors, digits)));
  const signs = terms.map((term) => (term.textContent.startsWith("−") ? " − " : " + "));  // a number alone is subtracted
  terms.forEach((term, k) => k && signs[k] === " − " && (term.textContent = term.textContent.slice(1)));
  line.replaceChildren(`${name} = `, ...terms.flatMap((term, k) => (k ? [signs[k], term] : [term])), ` = ${cnn.number(value, digits)}`);
  return terms;
};

// Draw size×size colors on a canvas, so many pixels from its edge. `color(k)` gives [red, green, blue] up to 255.
cnn.paint = (canvas, size, margin, color) => {
  const image = new ImageData(size, size);
  for (let k = 0; k < size * size; k++) {
    const [red, green, blue] = color(k);
    image.data[4 * k] = red;
    image.data[4 * k + 1] = green;
    image.data[4 * k + 2] = blue;
    image.data[4 * k + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, margin, margin);
};

// The color of a number from −1 to 1, of three colors for −1, 0 and 1. Between them it goes with a power of the number,
// so that small numbers are seen too.
cnn.diverging = (colors) => {
  const [negative, zero, positive] = colors.map((color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)));
  return (number) => {
    const [end, strength] = [number < 0 ? negative : positive, Math.abs(number) ** 0.7];
    return zero.map((c, k) => c + strength * (end[k] - c));
  };
};

// [background, ink] for a cell of that color; black or white, whichever is read better.
cnn.painted = (rgb) => {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return [`rgb(${rgb.map(Math.round)})`, 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff"];
};

// A sign and the grid behind it; where the line is full, both go to the next.
cnn.signed = (sign, table) =>
  cnn.element("span", { class: "signed" }, cnn.element("span", { class: "sign", "aria-hidden": "true" }, sign), table);

// A labelled choice; calls back with the value chosen.
cnn.choice = (name, options, value, changed) => {
  const select = cnn.element("select", {}, ...options.map((o) => cnn.element("option", { value: o }, String(o))));
  select.value = value;
  select.addEventListener("change", () => changed(select.value));
  return cnn.element("label", {}, name, select);
};

cnn.button = (name, pressed) => {
  const button = cnn.element("button", { type: "button" }, name);
  button.addEventListener("click", pressed);
  return button;
};

// A play button. `step()` is called at once and then at a steady pace until it returns false; at the end, `restart()`
// begins again. Nothing moves until the button is pressed.
cnn.player = (step, milliseconds = 800, restart = () => false) => {
  let timer = null;
  const button = cnn.button("Play", () => (timer ? stop() : start()));
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = "Play";
  };
  const start = () => {
    if (!step() && !restart()) return;
    timer = setInterval(() => step() || stop(), milliseconds);
    button.textContent = "Pause";
  };
  return { button, stop };
};

// A figure in use that has grown stays as tall until its width changes, so that what stands below it keeps its place.
// Before it is used it may still shrink, when its typeface or its pictures arrive.
cnn.keepHeight = (place) => {
  let width;
  const observer = new ResizeObserver(() => {
    if (width !== place.offsetWidth) place.style.minHeight = "";
    width = place.offsetWidth;
    place.style.minHeight = `${place.offsetHeight}px`;
  });
  for (const use of ["pointerover", "focusin"]) place.addEventListener(use, () => observer.observe(place), { once: true });
};

// The element itself. A figure extends it with `build(place, options)`. What stands between its tags is its still
// picture: shown before the script runs, where there is none, and in print.
cnn.Figure = class extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    // A key pressed in a figure is the figure's: JupyterLab's shortcuts and the page's would act on it too.
    this.dataset.lmSuppressShortcuts = "true";
    this.addEventListener("keydown", (event) => event.stopPropagation());
    this.classList.toggle("dark", document.body.dataset.jpThemeLight === "false");
    const place = cnn.element("div", { class: "figure", role: "group", "aria-label": this.getAttribute("label") });
    const still = cnn.element("div", { class: "still" }, document.createElement("slot"));
    this.attachShadow({ mode: "open" }).append(cnn.element("style", {}, cnn.style), place, still);
    this.build(place, JSON.parse(this.getAttribute("options")));
    cnn.keepHeight(place);
  }

  disconnectedCallback() {
    if (this.player) this.player.stop();
  }
};

cnn.define = (name, figure) => customElements.get(name) || customElements.define(name, figure);
