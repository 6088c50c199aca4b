// Values of a group somebody is choosing from keep their places: the server lists chosen ones first, which would pull a line
// away under the pointer. The order is the server's again when the panel is opened anew.
const touched = new Set();

document.addEventListener("change", (event) => {
  const group = event.target.closest?.("details.group");
  if (group?.id && event.target.matches("[type=checkbox]")) touched.add(group.id);
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (["panel", "panel-slot"].includes(event.detail.target?.id)) touched.clear();
});

/** Puts the values of `content`, which is about to be shown, where those of the same groups stand now. */
export function keepPlaces(content) {
  for (const id of touched) {
    const list = content.querySelector?.(`#${CSS.escape(id)} .values`);
    const shown = [...document.querySelectorAll(`#${CSS.escape(id)} .values input`)].map((input) => input.id);
    if (!list || !shown.length) continue;
    const place = (line) => {
      const at = shown.indexOf(line.querySelector("input")?.id);
      return at < 0 ? shown.length : at;
    };
    list.append(...[...list.children].sort((a, b) => place(a) - place(b)));
  }
}
