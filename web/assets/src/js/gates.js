// A form marked data-gate keeps its [data-gated] button disabled until everything in it is valid.
// The server checks again; without script the button is enabled and the server alone judges.
function checkDates(form) {
  for (const end of form.querySelectorAll("[data-after]")) {
    const start = form.elements[end.dataset.after]?.value;
    const wrong = Boolean(start && end.value && end.value <= start);
    end.setCustomValidity(wrong ? end.dataset.afterMessage : "");
    const note = document.getElementById(`${end.id}-live`);
    if (note) note.textContent = wrong ? end.dataset.afterMessage : "";
  }
}

/** A day gone by is allowed, and told: it may be meant, or a slip of the year. */
function tellPast(form) {
  for (const note of form.querySelectorAll("[data-past]")) {
    const day = form.elements[note.dataset.past]?.value;
    note.textContent = day && day < note.dataset.today ? note.dataset.text : "";
  }
}

function checkOneOf(form) {
  for (const group of form.querySelectorAll("[data-one-of]")) {
    const boxes = [...group.querySelectorAll("input[type=checkbox]")];
    const missing = boxes.some((box) => box.checked) ? "" : group.dataset.oneOf;
    boxes[0]?.setCustomValidity(missing);
    // Said where it is to be mended; what the server said of it already is not said twice.
    const told = group.querySelector("[data-one-of-told]");
    if (told) told.textContent = group.hasAttribute("aria-describedby") ? "" : missing;
  }
}

function checkName(form) {
  const input = form.querySelector("[data-checked]");
  if (!input) return;
  const verdict = form.querySelector("[data-verdict]");
  const stale = input.value.trim() !== (verdict?.dataset.for ?? "");
  const free = !stale && verdict?.dataset.verdict === "free";
  input.setCustomValidity(free ? "" : verdict?.textContent.trim() || " ");
}

/** How channels go together is a question only where there are several. */
function showWays(form) {
  const several = form.querySelectorAll("input[name=channels]:checked").length > 1;
  for (const ways of form.querySelectorAll("[data-ways]")) ways.hidden = !several;
}

function judge(form) {
  showWays(form);
  checkDates(form);
  tellPast(form);
  checkOneOf(form);
  checkName(form);
  for (const button of form.querySelectorAll("[data-gated]")) {
    const counted = !button.closest("[data-counting]");
    button.disabled = !counted || !form.checkValidity() || button.hasAttribute("data-shut");
  }
}

function judgeAll() {
  document.querySelectorAll("form[data-gate]").forEach(judge);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-gate]");
  if (form) judge(form);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-gate]");
  if (form) judge(form);
});
document.addEventListener("htmx:afterSettle", judgeAll);
judgeAll();

// A destructive button names what it destroys and asks once.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// Lists that choose where to go (language, sort) act at once; their button is for those without script.
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submits]")) event.target.form.requestSubmit();
});
