// The audience's figure while it is being counted and when it could not be: nobody goes on with a number that is not true.
// [data-counting] on the live part says which; the answer, which lacks it, takes it away.
import { add, dismiss } from "./toasts.js";

const part = (event) => {
  const target = event.detail?.target;
  return target?.matches?.("[data-counted]") ? target : null;
};

function shut(audience, how) {
  audience.dataset.counting = how;
  audience.querySelector(".panel-foot [role=status]")?.setAttribute("aria-busy", String(how === "busy"));
  for (const button of audience.querySelectorAll("[data-gated]")) button.disabled = true;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const audience = part(event);
  if (audience) shut(audience, "busy");
});

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const audience = part(event);
    if (!audience) return;
    shut(audience, "unknown");
    audience.querySelector("#audience-count").textContent = "—";
    const reach = audience.querySelector("#audience-reach");
    reach.textContent = reach.dataset.unknown;
    const shelf = document.querySelector("#toasts");
    dismiss("counting");
    add(shelf.dataset.uncounted, {
      about: "counting",
      label: shelf.dataset.again,
      act: () => document.querySelector("[data-counted]")?.dispatchEvent(new Event("change", { bubbles: true })),
    });
  });
}

document.addEventListener("htmx:afterSwap", () => {
  if (!document.querySelector("[data-counting]")) dismiss("counting");
});
