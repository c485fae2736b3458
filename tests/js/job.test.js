import assert from "node:assert/strict";
import { test } from "node:test";

import { followJob, percentOf, readJob } from "../../static/js/core/job.js";

const answer = (status, body, redirected = false) => async () => ({
  status,
  ok: status < 400,
  redirected,
  json: async () => body,
});

test("a job is followed to its end, through a server that is away for a moment", async () => {
  const said = [
    { state: "waiting" },
    new Error("away"),
    { state: "running", done: 1, total: 3 },
    { state: "done" },
  ];
  const seen = [];
  const waits = [];
  const end = await followJob({
    async read() {
      const next = said.shift();
      if (next instanceof Error) throw next;
      return next;
    },
    isGoing: (job) => job.state !== "done",
    show: (job) => seen.push(`${job.state} ${percentOf(job)}`),
    away: () => seen.push("away"),
    sleep: async (ms) => void waits.push(Math.round(ms)),
  });
  assert.deepEqual(end, { state: "done" });
  assert.deepEqual(seen, ["waiting 0", "away", "running 33"]);
  assert.deepEqual(waits, [700, 805, 5000, 5000]);
});

test("a page whose user was signed out stops asking; a busy server is asked again", async () => {
  assert.deepEqual(await readJob("/j", answer(200, { state: "done" })), { state: "done" });
  assert.equal(await readJob("/j", answer(200, {}, true)), null);
  assert.equal(await readJob("/j", answer(404, {})), null);
  await assert.rejects(readJob("/j", answer(503, {})), /503/);
  const end = await followJob({ read: async () => null, sleep: async () => {} });
  assert.equal(end, null);
});
