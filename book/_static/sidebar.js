// The page's own chapter is in sight in the list of chapters, which the theme puts back to where the last page left it.
// A list that nobody has moved stays at its top, if its chapter is in sight there.
addEventListener("load", () => {
  const sidebar = document.querySelector(".bd-sidebar-primary");
  const active = [...(sidebar?.querySelectorAll(".bd-docs-nav .active") ?? [])].pop();
  if (!active) return;
  const middle = active.getBoundingClientRect().top - sidebar.getBoundingClientRect().top + active.clientHeight / 2;
  const place = middle + sidebar.scrollTop;
  if (sessionStorage.getItem("sidebar-scroll-top") === null && place < sidebar.clientHeight) sidebar.scrollTop = 0;
  else if (middle < 0 || middle > sidebar.clientHeight) sidebar.scrollTop = place - sidebar.clientHeight / 2;
});
