// What the reader has done: chapters read, predictions made (predictions.js), exercises solved. Remembered in this browser
// alone; where it refuses, for as long as the page is open. All that is seen of it is made here, so without scripts nothing is.
"use strict";
(() => {
  const PREFIX = "cnn-book ", PAGE = document.currentScript.dataset.page;
  const ours = {}; // for a browser that refuses

  function remembered(what, page = PAGE) {
    const key = `${PREFIX}${what} ${page}`;
    try {
      return JSON.parse(localStorage.getItem(key)) ?? ours[key];
    } catch {
      return ours[key];
    }
  }

  function remember(what, value) {
    const key = `${PREFIX}${what} ${PAGE}`;
    ours[key] = value;
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {}
    show();
  }

  function forget() {
    if (!confirm("Forget, in all chapters, what you have read, predicted and solved?")) return;
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
    } catch {}
    location.reload();
  }

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // A label with its checkbox; `is` says whether it is checked, `set` what to do when the reader changes it.
  function checkbox(words, is, set, attributes) {
    const input = make("input", { type: "checkbox", ...attributes });
    input.addEventListener("change", () => set(input.checked));
    shown.push(() => { input.checked = is(); });
    return make("label", {}, input, words);
  }

  const shown = []; // functions that bring a part of the page up to date
  const show = () => shown.forEach((update) => update());

  const solved = (page) => Object.entries(remembered("solved", page) ?? {}).filter(([, is]) => is).map(([id]) => id);
  const predicted = (page) => Object.keys(remembered("predictions", page) ?? {});
  const counted = (number, what) => (number ? [`${number} ${what}${number === 1 ? "" : "s"}`] : []);

  // In the sidebar: a filled dot at a chapter that is read, an open one at a chapter that is begun.
  function markLink(link) {
    const page = link.getAttribute("href") === "#" ? PAGE : link.href.match(/[^/]+\/[^/]+(?=\.html)/)?.[0];
    const mark = make("span", { class: "progress-mark" }, make("span", { class: "visually-hidden" }));
    link.append(mark);
    shown.push(() => {
      const read = remembered("read", page) === true;
      const done = [...counted(predicted(page).length, "prediction"), ...counted(solved(page).length, "exercise")];
      mark.hidden = !read && !done.length;
      mark.classList.toggle("read", read);
      mark.title = [read ? "read" : "begun", ...done].join(" · ");
      mark.firstChild.textContent = mark.hidden ? "" : read ? ", read" : ", begun";
    });
  }

  function offerSolved(exercise) {
    const number = exercise.querySelector(".caption-number")?.textContent.trim() ?? "this exercise";
    const is = () => remembered("solved")?.[exercise.id] === true;
    const set = (done) => remember("solved", { ...remembered("solved"), [exercise.id]: done });
    const label = checkbox("Solved", is, set, { "aria-label": `Solved: ${number}` });
    label.className = "solved";
    exercise.append(label);
  }

  // A chapter is read when its end has been in view for two seconds, unless the reader has said otherwise.
  function readAtTheEnd(end) {
    let wait;
    new IntersectionObserver(([seen]) => {
      clearTimeout(wait);
      if (seen.isIntersecting && remembered("read") === undefined) wait = setTimeout(() => remember("read", true), 2000);
    }).observe(end);
  }

  function addPanel(article) {
    const read = checkbox("I have read this chapter", () => remembered("read") === true, (done) => remember("read", done));
    const counts = make("p", { class: "counts" });
    const clear = make("button", { type: "button" }, "Forget all");
    clear.addEventListener("click", forget);
    const panel = make("section", { class: "your-progress", "aria-label": "Your progress" },
      make("p", {}, read), counts, make("p", { class: "quiet" }, "Kept in this browser alone. ", clear));
    const predictions = article.querySelectorAll("form.prediction"), exercises = article.querySelectorAll("div.exercise[id]");
    shown.push(() => {
      const of = (done, all, what) => (all ? [`${Math.min(done, all)} of ${all} ${what}`] : []);
      counts.textContent = [...of(predicted().length, predictions.length, "predictions made"),
        ...of(solved().filter((id) => document.getElementById(id)).length, exercises.length, "exercises solved")].join(" · ");
    });
    article.append(panel);
    readAtTheEnd(panel);
  }

  // After predictions.js, which makes its forms at the same event.
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => {
    document.querySelectorAll(".bd-links a[href*='chapters/'], .bd-links .toctree-l1 a").forEach(markLink);
    const article = PAGE.startsWith("chapters/") && document.querySelector("article.bd-article");
    if (article) {
      article.querySelectorAll("div.exercise[id]").forEach(offerSolved);
      addPanel(article);
    }
    show();
    document.addEventListener("predicted", show); // predictions.js
    addEventListener("storage", show); // another page of the book, open beside this one
  }));
})();
