// The theme scrolls the list of chapters to the page's own. Where that one is in sight without, the list stays at its top.
addEventListener("load", () => {
  const sidebar = document.querySelector(".bd-sidebar-primary");
  const active = [...(sidebar?.querySelectorAll(".bd-docs-nav .active") ?? [])].pop();
  if (!active || sessionStorage.getItem("sidebar-scroll-top") !== null) return;
  const end = active.getBoundingClientRect().bottom - sidebar.getBoundingClientRect().top + sidebar.scrollTop;
  if (end <= sidebar.clientHeight) sidebar.scrollTop = 0;
});
