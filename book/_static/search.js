// The book's search, in the dialog that every page has and on the page search.html. Its library (MiniSearch) and its
// index are loaded when a reader begins to search; both are scripts, which a page opened from disk may load as well.
(() => {
  "use strict";
  const BEST = 12; // places shown in the dialog
  // Words that say nothing about the place that is looked for: “what is a kernel” looks for a kernel.
  const IDLE = new Set("a an and are can do does for from how i in is it me my of on or that the this to what when where which who why with you your".split(" "));
  const FIRST = { term: 3, chapter: 2, name: 1.2, section: 1, closing: 0.3 };
  const LABEL = { term: "Glossary", name: "Function" };
  const FIELDS = ["kind", "title", "where", "address", "text", "taught"];
  const root = () => document.documentElement.dataset.content_root;
  const split = (text) => text.split(/[^\p{L}\p{N}]+/u);
  const telling = (query) => split(query).filter((word) => word && !IDLE.has(word.toLowerCase())).join(" ") || query;

  function script(name) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = root() + name;
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  }

  async function load() {
    await Promise.all([script("minisearch/minisearch.js"), script("search-index.js")]);
    const index = new window.MiniSearch({
      fields: ["title", "chapter", "text", "asked"],
      storeFields: FIELDS,
      tokenize: split,
      extractField: (entry, name) => (name === "chapter" ? (LABEL[entry.kind] ? "" : entry.where) : entry[name]),
    });
    index.addAll(window.bookIndex.map((entry, id) => Object.fromEntries([["id", id], ...[...FIELDS, "asked"].map((name, i) => [name, entry[i] ?? ""])])));
    return index;
  }
  let loading;
  const loaded = () => (loading ??= load());

  // All words, or where no place has them all, some of them. A glossary entry whose words are those asked for comes first.
  function find(index, query) {
    const asked = telling(query);
    const plain = (text) => telling(text).toLowerCase().trim().replace(/s\b/g, "");
    const options = {
      prefix: true,
      fuzzy: (word) => (word.length > 4 ? 0.2 : 0),
      boost: { title: 5, chapter: 1.5, asked: 12 },
      boostDocument: (id, word, entry) => FIRST[entry.kind] * (entry.kind !== "closing" && plain(entry.title) === plain(query) ? 4 : 1),
    };
    const all = index.search(asked, { ...options, combineWith: "AND" });
    return all.length ? all : index.search(asked, options);
  }

  const pattern = (words) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})`, "giu");

  function marked(text, words) {
    const made = document.createDocumentFragment();
    let end = 0;
    for (const match of text.matchAll(pattern(words))) {
      const mark = document.createElement("mark");
      mark.textContent = match[0];
      made.append(text.slice(end, match.index), mark);
      end = match.index + match[0].length;
    }
    made.append(text.slice(end));
    return made;
  }

  // The stretch of the text in which most of the words stand.
  function snippet(text, words, length = 170) {
    const places = [...text.matchAll(pattern(words))];
    const near = (place) => new Set(places.filter((other) => other.index >= place.index && other.index < place.index + length).map((other) => other[0].toLowerCase())).size;
    const best = places.reduce((best, place) => (best && near(best) >= near(place) ? best : place), null);
    const from = best && best.index > 60 ? text.indexOf(" ", best.index - 60) + 1 : 0;
    const to = text.length <= from + length ? text.length : text.lastIndexOf(" ", from + length);
    return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  }

  function link(address, words, ...content) {
    const [page, anchor] = address.split("#");
    const element = document.createElement("a");
    element.href = `${root()}${page}?find=${encodeURIComponent(words.join(" "))}${anchor ? `#${anchor}` : ""}`;
    element.append(...content);
    return element;
  }

  function piece(tag, name, ...content) {
    const element = document.createElement(tag);
    element.className = name;
    element.append(...content);
    return element;
  }

  function place(entry) {
    const words = [...new Set(Object.keys(entry.match))].sort((a, b) => b.length - a.length);
    const kind = LABEL[entry.kind] ? [piece("span", "kind", LABEL[entry.kind]), " "] : [];
    const item = piece("li", entry.kind, link(entry.address, words, ...kind, marked(entry.title, words)));
    if (entry.taught) item.append(piece("p", "taught", "→ ", link(entry.taught, words, entry.where)));
    else if (entry.where) item.append(piece("p", "where", entry.where));
    if (entry.text) item.append(piece("p", "text", marked(snippet(entry.text, words), words)));
    return item;
  }

  // A field, the places below it, and what a screen reader hears.
  function attach(form, most) {
    const field = form.querySelector("input");
    const status = piece("p", "search-status");
    const list = piece("ol", "search-results");
    status.setAttribute("role", "status");
    list.setAttribute("aria-label", "Places found");
    form.after(status, list);

    async function show() {
      const query = field.value.trim();
      if (!query) return list.replaceChildren(), (status.textContent = "");
      const found = find(await loaded(), query);
      if (field.value.trim() !== query) return;
      list.replaceChildren(...found.slice(0, most).map(place));
      status.textContent = found.length === 0 ? `Nothing about “${query}” in this book.` : found.length === 1 ? "1 place" : `${found.length} places`;
      if (found.length > most) {
        const all = document.createElement("a");
        all.href = `${root()}search.html?q=${encodeURIComponent(query)}`;
        all.append(`All ${found.length} places`);
        list.append(piece("li", "all", all));
      }
    }

    field.addEventListener("focus", loaded, { once: true });
    field.addEventListener("input", show);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await show();
      list.querySelector("a")?.click();
    });
    form.parentElement.addEventListener("keydown", (event) => {
      const stops = [field, ...list.querySelectorAll("li > a")];
      const at = stops.indexOf(document.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
      if (at < 0 || !stops[to]) return;
      event.preventDefault();
      stops[to].focus();
    });
    return { field, show };
  }

  // The words that were looked for, in the section to which a result led, until Escape.
  function highlight() {
    const address = new URL(location);
    const words = (address.searchParams.get("find") ?? "").split(" ").filter(Boolean);
    if (!words.length || !window.CSS?.highlights) return;
    address.searchParams.delete("find");
    history.replaceState(history.state, "", address);
    const anchor = address.hash && document.getElementById(decodeURIComponent(address.hash.slice(1)));
    const top = anchor?.matches("dt") ? anchor.parentElement : (anchor || document.querySelector("article"));
    const texts = document.createTreeWalker(top, NodeFilter.SHOW_TEXT, (node) => (node.parentElement.closest("mjx-container, script, style") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    const ranges = [];
    while (texts.nextNode()) {
      for (const match of texts.currentNode.data.matchAll(pattern(words))) {
        const range = new Range();
        range.setStart(texts.currentNode, match.index);
        range.setEnd(texts.currentNode, match.index + match[0].length);
        ranges.push(range);
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
    document.addEventListener("keydown", (event) => event.key === "Escape" && CSS.highlights.delete("found"));
  }

  document.addEventListener("DOMContentLoaded", () => {
    const dialog = document.getElementById("pst-search-dialog");
    if (dialog) {
      attach(dialog.querySelector("form"), BEST);
      dialog.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        dialog.close();
      });
      dialog.addEventListener("click", (event) => event.target.closest("a") && dialog.close());
    }
    const here = document.querySelector("#search-here form");
    if (here) {
      const { field, show } = attach(here, Infinity);
      field.value = new URL(location).searchParams.get("q") ?? "";
      field.focus();
      show();
    }
    highlight();
  });
})();
