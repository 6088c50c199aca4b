// The side panel: focus goes in when it opens or changes step, and back where it came from when it closes.
let opener = null;
let cameFrom = null;
/** The channel that was just moved up: focus stays with it. */
let moved = null;

const panel = () => document.querySelector("#panel");

/** What the panel covers cannot be reached behind it; where it stands beside the board, both are at hand. */
function yieldBoard() {
  const shell = document.querySelector(".shell");
  if (!shell) return;
  const covers = panel() && shell.querySelector(".main").getBoundingClientRect().right > panel().offsetLeft + 1;
  shell.inert = Boolean(covers);
}

/** Focus goes where reading begins. */
function enter() {
  yieldBoard();
  panel()?.querySelector("[data-focus-first]")?.focus();
}

function close() {
  const link = panel()?.querySelector("[data-panel-close]");
  if (!link) return;
  panel().remove();
  yieldBoard();
  // The state tells htmx that this entry is one of ours: going back loads the page anew.
  history.pushState({ htmx: true }, "", cameFrom ?? link.href);
  (opener?.isConnected ? opener : document.querySelector("[data-panel-open]"))?.focus();
  opener = cameFrom = null;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.closest("[data-panel-open]")) return;
  opener = event.target;
  cameFrom = location.href;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const id = event.detail.target?.id;
  // The chip one removed by keyboard is gone: stay among the filters instead of the page's top.
  if (id === "audience" && document.activeElement === document.body) {
    document.querySelector("#audience-chips button, #panel [data-focus-first]")?.focus();
  }
  if (id !== "panel" && id !== "panel-slot") return;
  const place = moved && panel()?.querySelector(`input[name="channels"][value="${moved}"]`);
  moved = null;
  enter();
  place?.focus();
});

// An address of the panel opens it as its button does.
if (panel()) enter();
addEventListener("resize", yieldBoard);

document.addEventListener("click", (event) => {
  moved = event.target.closest("[data-moves]")?.dataset.moves ?? null;
  if (!event.target.closest("[data-panel-close]") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  // Esc first empties a search field and shuts an open menu; only then the panel.
  if (event.target.matches("input[type=search]") && event.target.value) return;
  if (document.querySelector(":popover-open")) return;
  close();
});

// What is said of the campaign belongs to the address, as the server writes it at each step: a reload keeps it.
document.addEventListener("change", (event) => {
  const form = event.target.closest("#panel form");
  if (!form || event.target.closest("#audience")) return;
  // What is written is too long for an address, and nobody's business but the writer's.
  const own = /^(ready_|seen|test_to|step|(?!f\.)[a-z][a-z0-9_-]*\.)/;
  const said = [...new FormData(form)].filter(
    ([name, value]) => !own.test(name) && (value || name === "title" || name.startsWith("f.")),
  );
  const address = `${form.getAttribute("action")}?${new URLSearchParams([["step", panel().dataset.step], ...said])}`;
  if (address.length <= 6000) history.replaceState(history.state, "", address);
});
