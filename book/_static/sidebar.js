// The page's own chapter is in sight in the list of chapters, which the theme puts back to where the last page left it.
// A list that nobody has moved stays at its top, if its chapter is in sight there, or the page is none of them.
addEventListener("load", () => {
  const sidebar = document.querySelector(".bd-sidebar-primary");
  if (!sidebar) return;
  const untouched = sessionStorage.getItem("sidebar-scroll-top") === null;
  const active = [...sidebar.querySelectorAll(".bd-docs-nav li.active")].pop()?.querySelector("a");
  if (!active) return void (untouched && (sidebar.scrollTop = 0));
  const middle = active.getBoundingClientRect().top - sidebar.getBoundingClientRect().top + active.clientHeight / 2;
  const place = middle + sidebar.scrollTop;
  if (untouched && place < sidebar.clientHeight) sidebar.scrollTop = 0;
  else if (middle < 0 || middle > sidebar.clientHeight) sidebar.scrollTop = place - sidebar.clientHeight / 2;
});

// So is the section that is read, in the list of the page's sections.
addEventListener("load", () => {
  const list = document.querySelector(".bd-sidebar-secondary");
  const show = () => {
    const active = [...(list?.querySelectorAll(".nav-link.active") ?? [])].pop();
    if (!active || list.scrollHeight <= list.clientHeight) return;
    const { top, bottom } = list.getBoundingClientRect(), link = active.getBoundingClientRect();
    const fifth = list.clientHeight / 5;
    if (link.top < top + fifth || link.bottom > bottom - fifth) list.scrollTop += link.top - top - list.clientHeight / 2;
  };
  if (list) new MutationObserver(show).observe(list, { subtree: true, attributeFilter: ["class"] });
  show();
});
