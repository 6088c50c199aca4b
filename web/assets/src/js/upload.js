// Files on their way to the server.

// What is too large is said before it is sent; the server refuses it all the same.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches("input[type=file][data-max-bytes]")) return;
  const large = [...input.files].some((file) => file.size > Number(input.dataset.maxBytes));
  input.setCustomValidity(large ? input.dataset.maxMessage : "");
  input.reportValidity();
});

// A file on its way: say so, and do not send it twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-upload]")) return;
  form.querySelector("[data-upload-wait]").hidden = false;
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});
