// A figure or code that is wider than its box is scrolled by the keyboard too; also where a fold or a prediction opens late.
addEventListener("DOMContentLoaded", () => {
  const sizes = new ResizeObserver((changed) => {
    for (const { target: box } of changed) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  });
  for (const box of document.querySelectorAll("div.drawing, .highlight pre")) sizes.observe(box);
});
