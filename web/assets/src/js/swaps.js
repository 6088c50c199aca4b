// htmx, and the swap that changes only what differs, so that focus, scroll and open groups stay.
// Its settings are in the page (<meta name="htmx-config">): no eval, no inline style.
import htmx from "htmx.org/dist/htmx.esm.js";
import { Idiomorph } from "idiomorph/dist/idiomorph.esm.js";
import { keepPlaces } from "./places.js";

const callbacks = {
  // What the reader opened stays open: the server does not know about it.
  beforeAttributeUpdated: (name, node) => !(name === "open" && node.tagName === "DETAILS"),
  // What is being typed is newer than what the server saw.
  beforeNodeMorphed: (node) =>
    !(node === document.activeElement && node.matches?.("input:not([type=checkbox], [type=radio]), textarea")),
};

/** Turns `target` into `content` (a string or nodes), touching only what differs. */
export function morph(target, content) {
  return Idiomorph.morph(target, content, { morphStyle: "outerHTML", callbacks });
}

htmx.defineExtension("keep", {
  isInlineSwap: (style) => style === "keep",
  handleSwap(style, target, fragment) {
    if (style !== "keep") return false;
    keepPlaces(fragment);
    return morph(target, fragment.children.length ? fragment.children[0] : fragment);
  },
});

export default htmx;
