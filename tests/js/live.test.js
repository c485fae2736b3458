// Live rooms without a DOM: the connection that comes back, the views, the host's next action.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LiveConnection, Outbox } from "../../static/js/core/live-connection.js";
import { byKey, others, primary, readPoints, waitsFor } from "../../static/js/core/live-host.js";
import * as view from "../../static/js/core/live-view.js";

/** A room on paper: sockets that the test opens, cuts and speaks through; time moves by hand. */
function scene({ storage = null } = {}) {
  const made = { sockets: [], states: [], heard: [], told: [], now: 0, due: [] };
  const timers = {
    set(act, ms) {
      const one = { act, at: made.now + ms };
      made.due.push(one);
      return one;
    },
    clear(one) {
      made.due = made.due.filter((other) => other !== one);
    },
  };
  const clock = { uncertainty: Infinity, monotonic: () => made.now, learn(...all) { made.learnt = all; this.uncertainty = 0; } };
  made.room = new LiveConnection({
    ticket: "T", clock, timers, chance: () => 0.5, room: "r", storage,
    open() {
      const socket = { readyState: 0, said: [], send(text) { this.said.push(JSON.parse(text)); }, close() { this.readyState = 3; } };
      made.sockets.push(socket);
      return socket;
    },
    heard: (frame) => made.heard.push(frame),
    changed: (state) => made.states.push(state.state),
    told: (outcome) => made.told.push(outcome),
  });
  made.last = () => made.sockets.at(-1);
  made.join = () => {
    made.last().readyState = 1;
    made.last().onopen();
  };
  made.hear = (frame) => made.last().onmessage({ data: JSON.stringify(frame) });
  made.pass = (ms) => {
    made.now += ms;
    const ready = made.due.filter((one) => one.at <= made.now);
    made.due = made.due.filter((one) => one.at > made.now);
    for (const one of ready) one.act();
  };
  made.cut = () => {
    made.last().readyState = 3;
    made.last().onclose({});
  };
  made.state = (n, run = 1, more = {}) => made.hear({ t: "state", n, now: 1_000_000, phase: "asking", question: { run }, ...more });
  return made;
}

const memory = () => {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
};

test("the first words are the ticket and the last version seen", () => {
  const at = scene();
  at.room.start();
  at.join();
  assert.deepEqual(at.last().said[0], { t: "join", ticket: "T", n: 0 });
  at.state(7);
  at.cut();
  at.pass(60_000);
  at.join();
  assert.equal(at.last().said[0].n, 7);
});

test("an older state is left out, the newest again is taken", () => {
  const at = scene();
  at.room.start();
  at.join();
  at.state(7);
  at.state(6);
  at.state(7);
  assert.deepEqual(at.heard.map((frame) => frame.n), [7, 7]);
});

test("an answer is saved only when the server says so", () => {
  const at = scene();
  at.room.start();
  at.join();
  at.state(3);
  at.room.answer(1, "B");
  const [said] = at.last().said.filter((one) => one.t === "answer");
  assert.deepEqual(at.told.map((one) => one.state), ["sending"]);
  at.hear({ t: "ok", k: "somebody-else" });
  assert.equal(at.told.length, 1);
  at.hear({ t: "ok", k: said.k });
  assert.deepEqual(at.told.map((one) => one.state), ["sending", "saved"]);
  assert.equal(at.room.waiting, null);
});

test("an answer given without network goes out once the room is there again, with the same key", () => {
  const at = scene();
  at.room.start();
  at.join();
  at.state(3);
  at.cut();
  at.room.answer(1, "C");
  at.pass(60_000);
  at.join();
  assert.equal(at.last().said.some((one) => one.t === "answer"), false);
  at.state(4);
  const first = at.last().said.find((one) => one.t === "answer");
  at.cut();
  at.pass(60_000);
  at.join();
  at.state(4);
  assert.equal(at.last().said.find((one) => one.t === "answer").k, first.k);
});

test("a reload keeps the answer; the server's own word of it ends the waiting", () => {
  const storage = memory();
  const before = scene({ storage });
  before.room.start();
  before.room.answer(1, "D");
  const after = scene({ storage });
  assert.equal(after.room.waiting.r, "D");
  after.room.start();
  after.join();
  after.state(3);
  after.hear({ t: "me", n: 3, a: "D" });
  assert.equal(after.room.waiting, null);
  assert.equal(new Outbox("r", storage).kept, null);
});

test("an answer to a question that is over is told as too late, never sent", () => {
  const at = scene();
  at.room.start();
  at.room.answer(1, "A");
  at.join();
  at.state(9, 2);
  assert.deepEqual(at.told.at(-1), { state: "refused", run: 1, r: "A", code: "late" });
  assert.equal(at.last().said.some((one) => one.t === "answer"), false);
});

test("a busy server is asked again, a final refusal is not", () => {
  const at = scene();
  at.room.start();
  at.join();
  at.state(3);
  at.room.answer(1, "A");
  const said = () => at.last().said.filter((one) => one.t === "answer");
  at.hear({ t: "refused", k: said()[0].k, code: "busy", retry_in: 1 });
  at.pass(1_000);
  assert.equal(said().length, 2);
  at.hear({ t: "refused", k: said()[0].k, code: "late" });
  at.pass(60_000);
  assert.equal(said().length, 2);
  assert.equal(at.told.at(-1).code, "late");
});

test("a socket that says nothing after a heartbeat is given up", () => {
  const at = scene();
  at.room.start();
  at.join();
  at.state(3);
  at.pass(10_000);
  at.pass(8_001);
  assert.deepEqual(at.states, ["open", "lost"]);
  at.pass(15_000);
  assert.equal(at.sockets.length, 2);
});

test("a room that says goodbye for a restart is come back to, a removal is not", () => {
  const at = scene();
  at.room.start();
  at.join();
  at.state(3);
  at.hear({ t: "bye", code: "restart", retry_in: 4 });
  at.cut();
  at.pass(1_900);
  assert.equal(at.sockets.length, 1);
  at.pass(1_200);
  assert.equal(at.sockets.length, 2);
  at.join();
  at.hear({ t: "bye", code: "removed" });
  at.pass(60_000);
  assert.equal(at.sockets.length, 2);
  assert.equal(at.states.at(-1), "ended");
});

test("a command ends with its version, its refusal, or the loss of the socket", async () => {
  const at = scene();
  at.room.start();
  at.join();
  at.state(3);
  const ask = (name) => {
    const outcome = at.room.command(name);
    return [outcome, at.last().said.at(-1)];
  };
  const [one, said] = ask("next");
  assert.equal(said.seen, 3);
  at.hear({ t: "done", k: said.k, n: 4 });
  assert.deepEqual(await one, { n: 4 });
  const [two, again] = ask("next");
  at.hear({ t: "refused", k: again.k, code: "stale" });
  assert.deepEqual(await two, { code: "stale" });
  const [three] = ask("next");
  at.cut();
  assert.deepEqual(await three, { code: "offline" });
  assert.deepEqual(await at.room.command("next"), { code: "offline" });
});

test("points are whole, or say what decides", () => {
  assert.equal(view.points(1_234_000), "1.234");
  assert.equal(view.points(996_400), "996");
  assert.equal(view.points(12_500), "12,5");
  assert.equal(view.gain(-5_000), "−5");
  assert.equal(view.gain(850_000), "+850");
});

test("presses within one millisecond are the same", () => {
  assert.equal(view.margin(400), "cùng lúc");
  assert.equal(view.margin(84_400), "chậm hơn 0,084 giây");
});

test("a press is told apart from an answer and is not taken for written by one", () => {
  const at = scene();
  at.room.start();
  at.join();
  at.state(3);
  at.room.answer(1, "", { buzz: true });
  at.hear({ t: "me", n: 3, a: "B" });
  assert.equal(at.room.waiting.buzz, true);
  at.hear({ t: "ok", k: at.room.waiting.k });
  assert.deepEqual(at.told.at(-1), { state: "saved", run: 1, r: "", buzz: true });
});

test("presses share a place when they are equal, and say what became of them", () => {
  const queue = [[1, "An", 0], [2, "Bình", 0], [3, "Chi", 84_000], [4, "Dung", 0, 9]];
  const lines = view.presses({ queue, tied: [1, 2] });
  assert.deepEqual(lines.map((one) => one.place), [1, 1, 3, "–"]);
  assert.deepEqual(lines.map((one) => one.is), ["tied", "tied", "", "locked"]);
  assert.equal(lines[0].words, "cùng lúc");
  const after = view.presses({ queue: [[1, "An", 0], [3, "Chi", 84_000]], turn: 3, judged: [[1, 0]] });
  assert.deepEqual(after.map((one) => one.words), ["trả lời sai", "chậm hơn 0,084 giây, đang trả lời"]);
});

test("who pressed has a time of their own for the answer", () => {
  const buzz = { turn: 1, until: 13_000_000 };
  assert.deepEqual(view.turnCountdown(buzz, 11_500, 10_000), { seconds: 2, share: 0.5 });
  assert.equal(view.turnCountdown({ ...buzz, over: 1 }, 11_500, 10_000).seconds, 0);
  assert.equal(view.turnCountdown({ turn: 0, until: 0 }, 0, 0), null);
});

test("the screen follows the phase, a pause goes before all", () => {
  const at = (phase, more = {}) => view.screenOf({ phase, ...more });
  assert.equal(at("lobby"), "lobby");
  assert.equal(at("asking", { question: {} }), "question");
  assert.equal(at("asking", { question: {}, left: 0 }), "pause");
  assert.equal(at("revealed", { question: {}, reveal: {} }), "reveal");
  assert.equal(at("board", { bell: {}, segment: { mode: "bell" } }), "bell");
  assert.equal(at("board", { bell: {}, segment: { mode: "knockout" } }), "board");
  assert.equal(at("ended"), "podium");
});

test("the countdown is of the server's clock and never leaves its span", () => {
  const state = { opens: 1_000_000, closes: 21_000_000 };
  assert.deepEqual(view.countdown(state, 700), { seconds: 20, share: 1, waits: true });
  assert.deepEqual(view.countdown(state, 11_000), { seconds: 10, share: 0.5, waits: false });
  assert.deepEqual(view.countdown(state, 30_000), { seconds: 0, share: 0, waits: false });
  assert.equal(view.countdown({}, 0), null);
});

test("options tell who chose them only when the frame does", () => {
  const question = { kind: "single", options: ["một", "hai"] };
  assert.equal(view.options({ question })[0].right, null);
  const [first, second] = view.options({ question, reveal: { right: "B", counts: [1, 3], none: 0 } });
  assert.equal(first.right, false);
  assert.equal(second.share, 0.75);
});

test("the largest size that fits is taken", () => {
  assert.equal(view.fit([96, 72, 56], (size) => size <= 72), 72);
  assert.equal(view.fit([96, 72, 56], () => false), 56);
});

test("the host has one next action, and the space bar is it", () => {
  const state = { phase: "settled", commands: ["reveal", "redo", "adjust", "hide_name"] };
  assert.equal(primary(state).name, "reveal");
  assert.equal(byKey(" ", state), "reveal");
  assert.equal(byKey("p", state), null);
  assert.deepEqual(others(state), ["redo"]);
  assert.equal(primary({ phase: "closed", commands: [] }), null);
  assert.equal(primary({ phase: "asking", left: 5, commands: ["resume"] }).name, "resume");
});

test("a programme waits for the host to give a turn, then a package", () => {
  const commands = ["next", "give_turn", "finish"];
  const units = [[1, "An", 0], [2, "Bình", 0]];
  const at = (more, olympia) => ({ phase: "intro", commands, ...more, olympia: { units, ...olympia } });
  assert.equal(waitsFor(at({}, { had: [] })), "give_turn");
  assert.equal(primary(at({}, { had: [] })), null);
  assert.equal(others(at({}, { had: [] })).includes("next"), false);
  // Somebody has not had a turn: to go on is possible, and not the next thing to do.
  const between = at({ phase: "revealed", segment: { i: 1, of: 2 } }, { had: [1] });
  assert.equal(primary(between), null);
  assert.equal(others(between).includes("next"), true);
  assert.equal(primary({ ...between, olympia: { units, had: [1, 2] } }).words, "Sang phần sau");
  assert.equal(waitsFor(at({ commands: ["package"] }, {})), "package");
  assert.equal(primary(at({ next: { stem: "?" } }, { had: [1] })).words, "Hỏi câu 1");
});

test("points typed by the host are read in thousandths", () => {
  assert.equal(readPoints("10"), 10_000);
  assert.equal(readPoints("-5,5"), -5_500);
  assert.equal(readPoints("mười"), null);
});

test("a question ends on the phone by itself, unless a bell hangs on it", () => {
  const asked = { phase: "asking", opens: 1_000_000, closes: 21_000_000 };
  assert.equal(view.isOver(asked, 20_999), false);
  assert.equal(view.isOver(asked, 21_000), true);
  assert.equal(view.isOver({ ...asked, buzz: {} }, 30_000), false);
  assert.equal(view.isOver({ phase: "asking", opens: 1_000_000 }, 30_000), false);
  assert.equal(view.isOver({ ...asked, phase: "closed" }, 2_000), true);
});
