// Long work: the server sends the component itself as it changes, then where to go.
//   event: progress   data: the component's HTML (one line or several)
//   event: toast      data: a sentence to say
//   event: done       data: the address to open
import { morph } from "./swaps.js";

const streams = new WeakSet();

function listen(element) {
  if (streams.has(element)) return;
  streams.add(element);
  const source = new EventSource(element.dataset.stream);
  source.addEventListener("progress", (event) => {
    if (!element.isConnected) return source.close();
    morph(element, event.data);
  });
  source.addEventListener("toast", (event) => {
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: event.data } }));
  });
  source.addEventListener("done", (event) => {
    source.close();
    if (element.isConnected) location.assign(new URL(event.data, location.href));
  });
  // A lost connection is taken up again by the browser; nothing to do here.
}

function listenAll() {
  document.querySelectorAll("[data-stream]").forEach(listen);
}

document.addEventListener("htmx:afterSettle", listenAll);
listenAll();
