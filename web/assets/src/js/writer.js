// Writing a mail: fields and tags go in where one writes, the preview follows, a reload loses nothing.
const KEPT = "relais:message";
const FIELDS = ["email.subject", "email.html", "email.text", "email.from", "email.reply_to"];

let last = null;
let timer = 0;

const writer = () => document.querySelector("[data-writer]");
const inPanel = (form) => form?.getAttribute("action") === "/campaigns/new";

/** Asks for the preview once nobody has typed for a moment. */
function refresh(wait = 500) {
  clearTimeout(timer);
  timer = setTimeout(() => document.querySelector("#mail-seen")?.dispatchEvent(new Event("seen")), wait);
}

/** Puts text where the cursor is, so that undo takes it back. */
function insert(field, text) {
  field.focus();
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function place() {
  return last?.isConnected ? last : document.querySelector("#email-html");
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-writes]")) last = event.target;
});

document.addEventListener("click", (event) => {
  const field = event.target.closest?.("[data-insert]");
  if (field) {
    const menu = field.closest("details");
    if (menu) menu.open = false;
    return insert(place(), field.dataset.insert);
  }
  const wrap = event.target.closest?.("[data-wrap]")?.dataset.wrap;
  if (!wrap) return;
  const area = document.querySelector("#email-html");
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
  const open = wrap === "a" ? '<a href="https://">' : `<${wrap}>`;
  insert(area, `${open}${chosen}</${wrap}>`);
});

/** Keeps what is being written: the address of the panel is too short for it. */
function keep(form) {
  if (!inPanel(form)) return;
  const data = new FormData(form);
  const kept = FIELDS.map((name) => [name, data.get(name) ?? ""]);
  if (kept.some(([, text]) => text)) sessionStorage.setItem(KEPT, JSON.stringify(kept));
  else sessionStorage.removeItem(KEPT);
}

/** Gives back what was being written before a reload, or before going back. */
function restore() {
  const form = document.querySelector("#panel form");
  if (!form) return;
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (!kept) return;
  const data = new FormData(form);
  if (FIELDS.some((name) => data.get(name))) return;
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
  refresh(0);
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
  if (!writer() || !form) return;
  keep(form);
  if (FIELDS.includes(event.target.name)) refresh();
});

// The mail is a page of its own, with a content policy of its own: the form is sent into its frame. Each time into a new
// one, so that the browser's history does not fill with previews.
function show() {
  const frame = document.querySelector("[data-mail-frame]");
  const form = frame?.closest("form");
  if (!form || frame.dataset.filled) return;
  frame.dataset.filled = "true";
  const before = [form.getAttribute("action"), form.getAttribute("target")];
  form.action = writer().dataset.mail;
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
  };
  bar.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    choose(link);
  });
  choose(links[0]);
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
