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

// The language is changed on the page one sees, whose address may have moved on since it was loaded.
document.addEventListener("submit", (event) => {
  const back = event.target.matches('form[action="/language"]') && event.target.elements.back;
  if (back) back.value = location.pathname + location.search;
});
