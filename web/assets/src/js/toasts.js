// Short messages at the corner, read out by screen readers: those of the page, those an answer
// brings (HX-Trigger: {"toast": {"text": "…"}}), and one when the server did not answer.
const shelf = document.querySelector("#toasts");
const LIFE = 8000;

/** Shows a message; one with something to do ({label, act, about}) stays until that is done or dismissed. */
export function add(text, action) {
  const model = document.querySelector("#toast-model");
  if (!shelf || !model) return;
  const item = model.content.firstElementChild.cloneNode(true);
  item.querySelector("p").textContent = text;
  shelf.append(item);
  if (!action) return age(item);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-act";
  button.textContent = action.label;
  button.addEventListener("click", action.act);
  item.querySelector("p").after(button);
  item.dataset.about = action.about;
}

/** Takes away what was said about something that is over. */
export function dismiss(about) {
  shelf?.querySelectorAll(`[data-about="${about}"]`).forEach((item) => item.remove());
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
  document.addEventListener(name, (event) => {
    // The audience's own failure is told with what to do about it.
    if (event.detail?.target?.matches?.("[data-counted]")) return;
    if (shelf) add(shelf.dataset.unreachable);
  });
}
