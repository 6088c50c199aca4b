// Writing messages: fields and tags go in where one writes, previews follow, a reload loses nothing.
const KEPT = "relais:message";
// A field of a channel's message: «email.subject», «sms.text»; filters and what a test asks are written alike.
const said = (name) => /^[a-z][a-z0-9_-]*\.[a-z]/.test(name) && !/^(f|q|before|seen|test_to)\./.test(name);

let last = null;
const timers = new Map();

const writers = () => [...document.querySelectorAll("[data-writer]")];
/** The writer one sees: of several channels one at a time is shown. */
const writer = () => writers().find((one) => one.offsetParent !== null) ?? writers()[0];
const inPanel = (form) => form?.getAttribute("action") === "/campaigns/new";

/** Asks for a preview, and for what everybody's messages take, once nobody has typed for a moment. */
function refresh(one, wait = 500) {
  if (!one) return;
  const later = (key, what, wait) => {
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(what, wait));
  };
  const channel = one.dataset.writer;
  later(channel, () => one.querySelector("[data-seen]")?.dispatchEvent(new Event("seen")), wait);
  later(`${channel}+`, () => one.querySelector("[data-estimate]")?.dispatchEvent(new Event("counted")), wait + 1000);
}

/** Puts text where the cursor is, so that undo takes it back. */
function insert(field, text) {
  field.focus();
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Where something chosen in a menu goes: where one last wrote in this writer, else in its longest field. */
function place(one) {
  if (last?.isConnected && one.contains(last)) return last;
  return one.querySelector("#email-html") ?? one.querySelector("textarea[data-writes]") ?? one.querySelector("[data-writes]");
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-writes]")) last = event.target;
});

document.addEventListener("click", (event) => {
  const field = event.target.closest?.("[data-insert]");
  if (field) {
    const menu = field.closest("details");
    if (menu) menu.open = false;
    return insert(place(field.closest("[data-writer]")), field.dataset.insert);
  }
  const wrap = event.target.closest?.("[data-wrap]")?.dataset.wrap;
  if (!wrap) return;
  const area = document.querySelector("#email-html");
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
  const open = wrap === "a" ? '<a href="https://">' : `<${wrap}>`;
  insert(area, `${open}${chosen}</${wrap}>`);
});

/** How many characters each field has, as one writes. */
function count(root = document) {
  const figures = new Intl.NumberFormat(document.documentElement.lang);
  for (const shown of root.querySelectorAll("[data-counts]")) {
    const field = document.getElementById(shown.dataset.counts);
    if (!field) continue;
    const length = [...field.value].length;
    shown.textContent = figures.format(length);
    shown.parentElement.classList.toggle("over", length > Number(shown.dataset.max ?? Infinity));
  }
}

/** Keeps what is being written: the address of the panel is too short for it. */
function keep(form) {
  if (!inPanel(form)) return;
  const kept = [...new FormData(form)].filter(([name, text]) => said(name) && typeof text === "string");
  if (kept.some(([, text]) => text)) sessionStorage.setItem(KEPT, JSON.stringify(kept));
  else sessionStorage.removeItem(KEPT);
}

/** Gives back what was being written before a reload, or before going back. */
function restore() {
  const form = document.querySelector("#panel form");
  if (!form) return;
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (!kept) return;
  if ([...new FormData(form)].some(([name, text]) => said(name) && text)) return;
  for (const [name, text] of kept) {
    let field = form.elements[name];
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.append(field);
    }
    field.value = text;
  }
  count();
  for (const one of writers()) refresh(one, 0);
  // The review was made without it.
  const review = form.querySelector("[data-unwritten]");
  if (review) {
    const again = document.createElement("button");
    again.name = "step";
    again.value = "review";
    again.hidden = true;
    form.append(again);
    form.requestSubmit(again);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (writers().length === 0 || !form) return;
  keep(form);
  if (!said(event.target.name ?? "")) return;
  const one = event.target.closest("[data-writer]");
  if (one) count(one);
  refresh(one);
});

// A mail and a letter are documents of their own, with a content policy of their own: the form is sent into their frame.
// Each time into a new one, so that the browser's history does not fill with previews; one after the other, since a form
// can be on its way to one place only.
function show() {
  const empty = [...document.querySelectorAll("[data-frame]")];
  const frame = empty.find((one) => !one.dataset.filled && one.offsetParent !== null);
  const form = frame?.closest("form");
  if (!form) return;
  frame.dataset.filled = "true";
  const before = [form.getAttribute("action"), form.getAttribute("target")];
  form.action = frame.dataset.frame;
  form.target = frame.name;
  HTMLFormElement.prototype.submit.call(form);
  form.setAttribute("action", before[0]);
  if (before[1] === null) form.removeAttribute("target");
  else form.setAttribute("target", before[1]);
}

/** Tabs over the channels: without script their bodies stand one below the other. */
function tabs() {
  const bar = document.querySelector("[data-tabs]");
  if (!bar || bar.dataset.ready) return;
  bar.dataset.ready = "true";
  const links = [...bar.querySelectorAll("a")];
  const choose = (chosen) => {
    for (const link of links) {
      const body = document.querySelector(link.hash);
      if (body) body.hidden = link !== chosen;
      if (link === chosen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    show();
  };
  bar.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    choose(link);
  });
  choose(links.find((link) => link.hasAttribute("aria-current")) ?? links[0]);
}

function settle() {
  tabs();
  restore();
  const form = writer()?.closest("form");
  if (form) keep(form);
  show();
  // A campaign that was made needs no second one like it.
  if (document.querySelector("#sending")) sessionStorage.removeItem(KEPT);
}

document.addEventListener("htmx:afterSettle", settle);
settle();
