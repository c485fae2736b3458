// Shows how far a job is; when it has ended the page is loaded again and shows the outcome.
const box = document.getElementById("job");
const bar = document.getElementById("job-progress");
const words = document.getElementById("job-words");

async function look() {
  const response = await fetch(box.dataset.stateUrl, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const job = await response.json();
  if (job.state !== "waiting" && job.state !== "running") {
    location.reload();
    return false;
  }
  const percent = job.total ? Math.floor((100 * job.done) / job.total) : 0;
  bar.value = percent;
  words.textContent = job.state === "waiting" ? "Đang chờ đến lượt." : `Đã làm ${percent}%.`;
  return true;
}

async function watch() {
  let going = true;
  while (going) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    try {
      going = await look();
    } catch (error) {
      // The network is away for a moment; the page's own Refresh header tries again too.
      words.textContent = "Mất mạng, đang thử lại.";
    }
  }
}

watch();
