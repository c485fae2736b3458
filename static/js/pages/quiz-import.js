// Follows an import: moves the bar, and loads the page again when the work has gone a step further.
const box = document.querySelector("[data-import]");
const bar = box?.querySelector("progress");
const words = box?.querySelector("[data-words]");
const format = new Intl.NumberFormat("vi-VN");
const unit = box?.dataset.state === "reading" ? "dòng" : "câu";
let wait = 700;

async function look() {
  try {
    const answer = await fetch(box.dataset.import, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) {
      location.reload();
      return;
    }
    const now = await answer.json();
    if (now.state !== box.dataset.state || now.stuck) {
      location.reload();
      return;
    }
    if (now.total) {
      bar.max = now.total;
      bar.value = now.done;
      words.textContent = `${format.format(now.done)} trên ${format.format(now.total)} ${unit}`;
    }
    wait = Math.min(wait * 1.15, 5000);
  } catch {
    // The network is away: the work goes on without us; look again later.
    wait = 5000;
  }
  setTimeout(look, wait);
}

if (box && bar) setTimeout(look, wait);
