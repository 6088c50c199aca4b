// A button that copies what stands beside it. Without script, or without a clipboard, one selects the text instead.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.querySelector("span").textContent = button.dataset.copied;
    });
  }
}
