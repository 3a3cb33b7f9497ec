// The chapters in JupyterLab: a few styles, and figures in the colors of its theme, with their alt texts. A prebuilt
// extension that needs no build; `make lab` finds it.
"use strict";
(() => {
  // cnnlib/palette.py, light and dark
  const COLORS = {
    paper: ["#ffffff", "#12161b"],
    raised: ["#f4f2ec", "#1d242c"],
    line: ["#c7ccd3", "#414c58"],
    ink: ["#1c2530", "#e7eaee"],
    muted: ["#596572", "#9ca8b5"],
    input: ["#0a5fa5", "#6fb6f0"],
    kernel: ["#a84a00", "#f2a556"],
    output: ["#00705a", "#4fc7a9"],
    gradient: ["#96297a", "#e391cd"],
    warning: ["#b02a1c", "#ff8f78"],
  };
  const variables = (theme) => Object.entries(COLORS).map(([name, both]) => `--cnn-${name}: ${both[theme]};`).join(" ");
  const VARIABLES = Object.fromEntries(Object.entries(COLORS).map(([name, [light]]) => [light, `var(--cnn-${name})`]));
  const STYLES = `
    /* jupyterlab-myst counts all displayed formulas of a notebook from 1. What the text names bears the book's number. */
    .jp-MarkdownCell a[title="Link to this Equation"] { display: none; }
    /* Where a solution ends, jupyterlab-myst leaves an empty box. */
    .myst-exercise:has(.myst-exercise-title:empty) { display: none; }
    /* A closed output shows its first line, which often is the answer. */
    .jp-OutputPlaceholder .jp-PlaceholderText { display: none; }
    .jp-OutputPlaceholder .jp-Placeholder-contentContainer::before { content: "The result"; padding-right: 0.5em; }
    .cnn-drawing { ${variables(0)} overflow-x: auto; }
    body[data-jp-theme-light="false"] .cnn-drawing { ${variables(1)} }
    .cnn-drawing > :is(svg, img) { display: block; max-width: 100%; height: auto; }
  `;

  // JupyterLab shows an SVG as a picture without an alt text, and none of a notebook that it does not trust. A figure of
  // cnnlib/figures is made of these elements, and can do nothing; so it becomes a part of the page. All else stays a picture.
  const SVG = "http://www.w3.org/2000/svg";
  const ELEMENTS = new Set(["svg", "defs", "clipPath", "g", "path", "rect", "use", "image", "text", "tspan"]);
  const isHarmless = ({ localName, value }) =>
    !/^on|^style$/i.test(localName) &&
    (localName !== "href" || /^(#|data:image\/webp;)/.test(value)) &&
    !/url\((?!#)/i.test(value);
  let count = 0;

  function drawing(source) {
    const svg = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
    svg.removeAttribute("style"); // its white ground
    const elements = [svg, ...svg.querySelectorAll("*")];
    const isOurs = (element) =>
      element.namespaceURI === SVG && ELEMENTS.has(element.localName) && [...element.attributes].every(isHarmless);
    if (!elements.every(isOurs)) return null;
    count += 1; // ids of this drawing, and of no other of the notebook
    for (const attribute of elements.flatMap((element) => [...element.attributes])) {
      if (attribute.name === "id") attribute.value = `drawing-${count}-${attribute.value}`;
      else if (Object.hasOwn(VARIABLES, attribute.value)) attribute.value = VARIABLES[attribute.value];
      else attribute.value = attribute.value.replace(/^(url\()?#(?![0-9a-f]{6}$)/, `$1#drawing-${count}-`);
    }
    return svg;
  }

  function shown(source, alt) {
    const svg = alt ? drawing(source) : null;
    if (svg) {
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", alt);
      return document.importNode(svg, true);
    }
    const picture = new Image();
    picture.src = `data:image/svg+xml,${encodeURIComponent(source)}`;
    picture.alt = alt;
    return picture;
  }

  function figures({ Widget }) {
    class Drawing extends Widget {
      constructor({ mimeType }) {
        super();
        this.mimeType = mimeType;
        this.node.dataset.mimeType = mimeType;
        this.addClass("cnn-drawing");
      }

      async renderModel({ data, metadata }) {
        this.node.replaceChildren(shown(String(data[this.mimeType]), metadata[this.mimeType]?.alt ?? ""));
      }
    }
    const createRenderer = (options) => new Drawing(options);
    return { id: "cnn-book:figures", rank: 80, rendererFactory: { safe: true, mimeTypes: ["image/svg+xml"], createRenderer } };
  }

  function activate() {
    const style = document.createElement("style");
    style.textContent = STYLES;
    document.head.append(style);
  }

  // What JupyterLab shares with its extensions: {name: {version: {get}}}, get a promise of what gives the module.
  let shared;
  const module = async (name) => (await Object.values(shared[name])[0].get())();
  const made = {
    "./extension": async () => ({ id: "cnn-book:styles", autoStart: true, activate }),
    "./mimeExtension": async () => figures(await module("@lumino/widgets")),
  };
  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB["cnn-book"] = {
    init: (scope) => void (shared = scope),
    get: async (name) => {
      const plugin = await made[name]();
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
