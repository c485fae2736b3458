// Print and copy buttons: shown only where a script can run them.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue; // without https there is no clipboard
  const words = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value);
      words.textContent = "Đã chép";
    } catch {
      source.select();
      words.textContent = "Hãy bấm Ctrl+C";
    }
  });
}
