// Follows an import: moves the bar, and loads the page again when the work has gone a step further.
import { followJob, readJob } from "../core/job.js";

const box = document.querySelector("[data-import]");
const bar = box?.querySelector("progress");
const words = box?.querySelector("[data-words]");
const format = new Intl.NumberFormat("vi-VN");
const unit = box?.dataset.state === "reading" ? "dòng" : "câu";

if (box && bar) {
  await followJob({
    read: () => readJob(box.dataset.import),
    isGoing: (job) => job.state === box.dataset.state && !job.stuck,
    show(job) {
      if (!job.total) return;
      bar.max = job.total;
      bar.value = job.done;
      words.textContent = `${format.format(job.done)} trên ${format.format(job.total)} ${unit}`;
    },
    // The work goes on without us; the numbers on the page stay as they were.
    away() {},
  });
  location.reload();
}
