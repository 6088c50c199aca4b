// Short messages at the corner, read out by screen readers: those of the page, those an answer
// brings (HX-Trigger: {"toast": {"text": "…"}}), and one when the server did not answer.
const shelf = document.querySelector("#toasts");
const LIFE = 8000;

function add(text) {
  const model = document.querySelector("#toast-model");
  if (!shelf || !model) return;
  const item = model.content.firstElementChild.cloneNode(true);
  item.querySelector("p").textContent = text;
  shelf.append(item);
  age(item);
}

/** Removes a message after a while, unless it is being read with the pointer or by keyboard. */
function age(item) {
  setTimeout(() => (item.matches(":hover, :focus-within") ? age(item) : item.remove()), LIFE);
}

shelf?.addEventListener("click", (event) => {
  if (event.target.closest("button")) event.target.closest(".toast-item").remove();
});
shelf?.querySelectorAll(".toast-item").forEach(age);

document.addEventListener("toast", (event) => add(event.detail.text));
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, () => shelf && add(shelf.dataset.unreachable));
}
