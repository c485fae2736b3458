// Following work that runs on the server: ask how far it is, show it, until it has gone a step on.

const FIRST_MS = 700;
const MOST_MS = 5000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * What the server says of a job, or null when it says nothing any more (signed out, job gone).
 * Throws when it cannot be reached or is too busy to answer: ask again later.
 */
export async function readJob(address, fetch = globalThis.fetch) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (answer.status >= 500) throw new Error(`status ${answer.status}`);
  return answer.ok && !answer.redirected ? answer.json() : null;
}

/**
 * Ask with `read` until it gives null or something that `isGoing` denies; that is the result.
 * `show` hears of every state on the way, `away` of every time the server could not be reached.
 */
export async function followJob({ read, isGoing, show, away, sleep = pause }) {
  let wait = FIRST_MS;
  for (;;) {
    await sleep(wait);
    let job;
    try {
      job = await read();
    } catch {
      away();
      wait = MOST_MS;
      continue;
    }
    if (job === null || !isGoing(job)) return job;
    show(job);
    wait = Math.min(wait * 1.15, MOST_MS);
  }
}

/** How much of a job is done, in whole percent; 0 while nobody knows how much there is. */
export function percentOf(job) {
  return job.total ? Math.floor((100 * job.done) / job.total) : 0;
}
