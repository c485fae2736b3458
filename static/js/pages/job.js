// Shows how far a job is; when it has ended the page is loaded again and shows the outcome.
import { followJob, percentOf, readJob } from "../core/job.js";

const box = document.getElementById("job");
const bar = document.getElementById("job-progress");
const words = document.getElementById("job-words");

await followJob({
  read: () => readJob(box.dataset.stateUrl),
  isGoing: (job) => job.state === "waiting" || job.state === "running",
  show(job) {
    const percent = percentOf(job);
    bar.value = percent;
    words.textContent = job.state === "waiting" ? "Đang chờ đến lượt." : `Đã làm ${percent}%.`;
  },
  away() {
    // The page's own Refresh header, where it has one, tries again too.
    words.textContent = "Mất mạng, đang thử lại.";
  },
});
location.reload();
