// Menus made of <details>: a click elsewhere or Esc closes them.
function closeAll(except) {
  for (const menu of document.querySelectorAll("details.drop[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeAll(event.target.closest("details.drop")));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.drop[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
  event.stopImmediatePropagation();
});
