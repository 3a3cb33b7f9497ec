// A figure that is wider than its box is scrolled by the keyboard too.
addEventListener("DOMContentLoaded", () => {
  const sizes = new ResizeObserver((changed) => {
    for (const { target: box } of changed) box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
  });
  for (const box of document.querySelectorAll("div.drawing")) sizes.observe(box);
});
