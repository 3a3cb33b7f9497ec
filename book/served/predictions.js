// Predictions: in a box "Predict" the reader chooses, types, or says "It is in my head"; then the output of the cells after it
// that are tagged `predicted` opens, and so does the text about it. What was said is remembered on this device, for each page
// and cell.
"use strict";
(() => {
  const KEY = `cnn-book predictions ${document.currentScript.dataset.page}`;
  const SENTENCE_BEFORE_CODE = /^(?!.*[.?!]\s).*:\s*$/s;
  document.documentElement.classList.add("predictions"); // closes the outputs, before they are drawn

  // A browser may refuse to remember: then a prediction holds until the page is left.
  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return {};
    }
  }

  function remember(id, said) {
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...remembered(), [id]: said })); // undefined is left out
    } catch {}
    document.dispatchEvent(new Event("predicted")); // for progress.js
  }

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // The cells after a box whose output it opens; cells that are not tagged, and checks, may stand between.
  function cellsOf(box) {
    const found = [];
    for (let next = box.nextElementSibling; next?.matches(".cell, details.check"); next = next.nextElementSibling)
      if (next.matches(".tag_predicted:has(> .cell_output)")) found.push(next);
    return found;
  }

  // The checks between the cells, which say what their results are.
  function checksAmong(cells) {
    const found = [];
    for (let next = cells[0]; next !== cells.at(-1); next = next.nextElementSibling) if (next.matches("details.check")) found.push(next);
    return found;
  }

  // Where the story of the result goes on: all up to the last cell that is tagged `predicted`, or warning of that class,
  // before the next box or section.
  function goingOn(cells) {
    const passed = [], found = [];
    for (let next = cells.at(-1).nextElementSibling; next && !next.matches("section, .admonition.tip"); next = next.nextElementSibling) {
      passed.push(next);
      if (next.matches(".tag_predicted, .admonition.predicted")) found.push(...passed.splice(0));
    }
    return found;
  }

  // What the text says of the result, which would give it away: what stands behind its last part, up to its check, to
  // a result that is open, a box or a section; or a warning, if it comes first. A sentence that announces the next cell stays with it.
  function textAbout(last) {
    const found = [];
    let said = false;
    for (let next = last.nextElementSibling; next; next = next.nextElementSibling) {
      if (next.matches("section, .admonition.tip") || (said && next.matches(".admonition"))) break;
      const open = next.matches(".cell:not(.silent)"), after = next.nextElementSibling;
      if (open && found.at(-1)?.matches("p") && SENTENCE_BEFORE_CODE.test(found.at(-1).textContent)) found.pop();
      if (open && next.matches(":has(> .cell_output)")) break;
      if (!open) found.push(next);
      if (said && next.matches("details.check")) break;
      if (next.matches(".admonition") || (said && open)) {
        if (found.length && after?.matches("details.check")) found.push(after);
        break;
      }
      said ||= !next.matches("details.check, .cell");
    }
    return found;
  }

  // An item of the box's list as an option: with a reason it is wrong, without one it is right.
  function option(item, name) {
    const fold = item.querySelector("details");
    fold?.remove();
    fold?.querySelector("summary")?.remove();
    const words = make("span");
    for (const part of [...item.childNodes]) words.append(...(part.nodeName === "P" ? part.childNodes : [part]));
    const said = words.textContent.trim();
    const verdict = make("span", { class: "verdict" });
    const input = make("input", { type: "radio", name, value: said, required: "" });
    const row = make("div", { class: "option" }, make("label", {}, input, words, verdict));
    const reason = fold && make("p", { class: "reason" }, ...fold.childNodes);
    if (reason) row.append(reason);
    const show = (choice) => {
      const chosen = choice === said, done = choice !== undefined;
      input.checked = chosen;
      if (reason) reason.hidden = !chosen;
      row.classList.toggle("right", done && !fold);
      row.classList.toggle("wrong", chosen && !!fold);
      verdict.textContent = done && !fold ? "✓ right" : chosen ? "✗ not this one" : "";
    };
    return { row, said, right: !fold, show };
  }

  function build(box, cells) {
    const later = goingOn(cells), about = [...checksAmong(cells), ...later, ...textAbout(later.at(-1) ?? cells.at(-1))];
    const id = cells[0].id, list = box.querySelector(":scope > ul");
    const options = [...(list?.children ?? [])].map((item) => option(item, id));
    const words = make("input", { type: "text", autocomplete: "off", maxlength: "200", required: "" });
    const open = make("button", { type: "submit" }, "Open the result");
    const guess = make("button", { type: "button" }, "It is in my head");
    const again = make("button", { type: "button", class: "again" }, "Predict again");
    const status = make("p", { class: "said", role: "status", "aria-live": "polite" });
    const fields = make("fieldset", {}, make("legend", {}, "Your prediction"));
    if (options.length) fields.append(...options.map(({ row }) => row), open);
    else fields.append(make("label", {}, make("span", {}, "A number or a few words"), words), open, guess);
    const form = make("form", { class: "prediction" }, fields, make("div", { class: "after" }, status, again));

    // `said`: an option's or the reader's words, "" for a guess, undefined before the reader has said anything
    function show(said) {
      const done = said !== undefined;
      for (const each of options) each.show(said);
      fields.disabled = done;
      form.classList.toggle("done", done);
      again.hidden = !done;
      for (const part of [...cells, ...about]) part.classList.toggle("open", done);
      const verdict = options.length && (options.find((each) => each.said === said)?.right ? "Right." : "Not this time.");
      const yours = said ? `You said: ${said}.` : "You had a guess.";
      status.textContent = done ? `${verdict || yours} The result is open below.` : "";
    }

    function commit(said) {
      remember(id, said);
      show(said);
      const result = cells[0].querySelector(".cell_output");
      result.tabIndex = -1; // the next key goes on from what has opened
      result.focus({ preventScroll: true });
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      commit(options.length ? form.elements[id].value : words.value.trim());
    });
    guess.addEventListener("click", () => commit(""));
    again.addEventListener("click", () => {
      remember(id, undefined);
      words.value = "";
      show(undefined);
      fields.querySelector("input").focus();
    });
    if (list) list.replaceWith(form);
    else box.append(form);
    for (const part of about) part.classList.add("about-prediction");
    const closed = make("p", { class: "closed-result" },
      about.some((part) => part.matches(":not(details.check, .cell)")) ? "The result, and the text about it, open when you have made your prediction."
        : "The result opens when you have made your prediction.");
    cells[0].querySelector(".cell_output").before(closed);
    const before = remembered()[id];
    show(options.length && !options.some((each) => each.said === before) ? undefined : before);
  }

  // A link may lead into what is closed.
  function openTarget() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const part = target && target.closest(":is(.tag_predicted, .about-prediction):not(.open)");
    if (!part) return;
    part.classList.add("open");
    target.scrollIntoView();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const asked = new Set();
    for (const box of document.querySelectorAll(".admonition.tip")) {
      const cells = box.querySelector(".admonition-title")?.textContent === "Predict" ? cellsOf(box) : [];
      if (cells.length) build(box, cells);
      for (const cell of cells) asked.add(cell);
    }
    for (const cell of document.querySelectorAll(".tag_predicted:not(.about-prediction)")) if (!asked.has(cell)) cell.classList.add("open");
    openTarget();
    addEventListener("hashchange", openTarget);
  });
})();
