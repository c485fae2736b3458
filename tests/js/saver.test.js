import assert from "node:assert/strict";
import { test } from "node:test";

import { ServerClock, spell } from "../../static/js/core/clock.js";
import { newKey, pause } from "../../static/js/core/retry.js";
import { Saver } from "../../static/js/core/saver.js";
import { AnswerStore } from "../../static/js/core/store.js";

class MemoryStorage {
  #kept = new Map();
  getItem(name) {
    return this.#kept.get(name) ?? null;
  }
  setItem(name, value) {
    this.#kept.set(name, String(value));
  }
  removeItem(name) {
    this.#kept.delete(name);
  }
}

/** Time that passes only when told; timers run in their order. */
class Time {
  now = 0;
  timers = [];
  set = (call, ms) => {
    const timer = { at: this.now + ms, call };
    this.timers.push(timer);
    return timer;
  };
  clear = (timer) => {
    this.timers = this.timers.filter((other) => other !== timer);
  };
  async pass(ms) {
    const end = this.now + ms;
    for (;;) {
      await settle();
      const due = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.clear(due);
      this.now = Math.max(this.now, due.at);
      due.call();
    }
    this.now = end;
    await settle();
  }
}

const settle = async () => {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
};

/** A server in memory with the rules of the real one: keys once, an epoch, a network that fails. */
class Server {
  ledger = new Map();
  requests = [];
  down = false;
  swallow = 0; // replies that are lost after the commit
  ticket = "t0";
  closed = null;
  next = [];

  constructor(time) {
    this.time = time;
  }

  fetch = async (path, { headers, body }) => {
    const given = JSON.parse(body);
    this.requests.push({ path, given, at: this.time.now });
    if (this.down) throw new TypeError("network");
    if (this.next.length) return json(this.next.shift());
    if (headers["X-Phieu"] !== this.ticket) return json({ refused: "stale_epoch", retry_in: 0 });
    const answers = path === "/luu/" ? [given].flat() : (given.a ?? []);
    const saved = [];
    const lost = {};
    for (const answer of answers) {
      if (this.closed && !this.ledger.has(answer.k)) {
        lost[answer.k] = "closed";
        continue;
      }
      this.ledger.set(answer.k, answer);
      saved.push(answer.k);
    }
    if (path === "/nop/") this.closed ??= "ABCDEFGHJK";
    if (this.swallow > 0) {
      this.swallow -= 1;
      throw new TypeError("connection reset");
    }
    const at = new Date(1_000_000 + this.time.now).toISOString();
    if (path === "/nop/") return json({ receipt: this.closed, saved, lost, at, answered: 1 });
    if (!saved.length) return json({ refused: "closed", retry_in: 0, lost });
    return json({ saved, lost, at, left_ms: 1 });
  };

  current() {
    const best = new Map();
    for (const answer of this.ledger.values()) {
      if (!(best.get(answer.i)?.s > answer.s)) best.set(answer.i, answer);
    }
    return Object.fromEntries([...best].map(([item, answer]) => [item, answer.r]));
  }
}

const json = (value) => ({ json: async () => value });

function scene(options = {}) {
  const time = new Time();
  const clock = new ServerClock({ wall: () => 5e9 + time.now, monotonic: () => time.now });
  clock.learn(1_000_000, 0);
  const server = new Server(time);
  const states = [];
  const make = (more = {}) =>
    new Saver({
      paper: "p1",
      ticket: "t0",
      clock,
      deadline: 1_000_000 + 1_200_000,
      storage: options.storage ?? null,
      changed: (state) => states.push(state),
      fetch: server.fetch,
      timers: time,
      chance: () => 0.5,
      ...more,
    });
  return { time, clock, server, states, make };
}

test("a choice is shown as saved only after the server said so", async () => {
  const { server, states, make } = scene({ storage: new MemoryStorage() });
  const saver = make();
  await saver.choose(1, "B");
  assert.deepEqual(server.current(), { 1: "B" });
  assert.deepEqual(states.map((s) => s.state).filter((s, n, all) => s !== all[n - 1]), ["sending", "saved"]);
  assert.equal(states.at(-1).at, 1_000_000);
  assert.equal(saver.waiting(), 0);
});

test("what was chosen offline is kept, survives a reload and is sent when the network is back", async () => {
  const storage = new MemoryStorage();
  const { time, server, states, make } = scene({ storage });
  server.down = true;
  const saver = make();
  saver.choose(1, "A");
  saver.choose(2, "C");
  saver.choose(1, "D");
  await time.pass(30_000);
  assert.equal(states.at(-1).state, "offline");
  assert.equal(states.at(-1).waiting, 2);
  saver.send = () => Promise.resolve(); // the page is gone
  server.down = false;
  make();
  await time.pass(100);
  assert.deepEqual(server.current(), { 1: "D", 2: "C" });
});

test("a reply that was lost is no second answer", async () => {
  const { time, server, make } = scene({ storage: new MemoryStorage() });
  server.swallow = 3;
  const saver = make();
  saver.choose(1, "B");
  await time.pass(60_000);
  assert.equal(server.ledger.size, 1);
  assert.equal(saver.waiting(), 0);
  const keys = new Set(server.requests.map((r) => r.given.k));
  assert.equal(keys.size, 1);
});

test("pauses grow, are jittered over their whole length, and end", () => {
  assert.equal(pause(0, () => 0), 0);
  assert.equal(pause(0, () => 1), 500);
  assert.equal(pause(3, () => 1), 4000);
  assert.equal(pause(50, () => 1), 15_000);
});

test("a thousand clients that lost the server come back spread", () => {
  let seed = 7;
  const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const seconds = new Map();
  for (let n = 0; n < 1000; n += 1) {
    const second = Math.floor(pause(5, chance) / 1000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  assert.ok(Math.max(...seconds.values()) <= 100);
});

test("no pause sleeps over the deadline", async () => {
  const { time, server, make } = scene({ storage: new MemoryStorage() });
  server.down = true;
  const saver = make({ deadline: 1_000_000 + 60_000, chance: () => 1 });
  saver.choose(1, "B");
  await time.pass(59_500);
  const late = server.requests.filter((r) => r.at >= 58_900 && r.at < 60_000);
  assert.ok(late.length >= 1, JSON.stringify(server.requests.map((r) => r.at)));
  server.down = false;
  await time.pass(400);
  assert.deepEqual(server.current(), { 1: "B" });
});

test("retries are bounded in number while the network is away", async () => {
  const { time, server, make } = scene({ storage: new MemoryStorage() });
  server.down = true;
  make().choose(1, "B");
  await time.pass(300_000);
  assert.ok(server.requests.length < 60, String(server.requests.length));
});

test("the server's own pause is kept to", async () => {
  const { time, server, make } = scene({ storage: new MemoryStorage() });
  server.next = [{ refused: "busy", retry_in: 9 }];
  make().choose(1, "B");
  await time.pass(8_900);
  assert.equal(server.requests.length, 1);
  await time.pass(200);
  assert.equal(server.requests.length, 2);
  assert.deepEqual(server.current(), { 1: "B" });
});

test("an old ticket is renewed and nothing is lost", async () => {
  const { time, server, make } = scene({ storage: new MemoryStorage() });
  server.ticket = "t1";
  const saver = make({ renew: async () => "t1" });
  saver.choose(1, "B");
  await time.pass(1000);
  assert.deepEqual(server.current(), { 1: "B" });
  assert.equal(saver.ticket, "t1");
});

test("a ticket that cannot be renewed is said, not hammered", async () => {
  const { time, server, states, make } = scene({ storage: new MemoryStorage() });
  server.ticket = "other";
  make({ renew: async () => "wrong" }).choose(1, "B");
  await time.pass(60_000);
  assert.equal(states.at(-1).state, "refused");
  assert.equal(states.at(-1).code, "stale_epoch");
  assert.equal(states.at(-1).waiting, 1);
  assert.ok(server.requests.length <= 5);
});

test("an answer the server will never take is reported for its item", async () => {
  const { time, server, states, make } = scene({ storage: new MemoryStorage() });
  server.closed = "ABCDEFGHJK";
  const saver = make();
  saver.choose(4, "B");
  await time.pass(1000);
  assert.equal(states.at(-1).code, "closed");
  assert.equal(states.at(-1).lost.get(4), "closed");
  assert.equal(saver.waiting(), 0);
});

test("handing in takes along what still waits and gives the receipt, however often it is tried", async () => {
  const { time, server, make } = scene({ storage: new MemoryStorage() });
  server.down = true;
  const saver = make();
  saver.choose(1, "A");
  saver.choose(2, "B");
  await time.pass(100);
  const handing = saver.handIn();
  await time.pass(5_000);
  server.down = false;
  server.swallow = 1;
  await time.pass(60_000);
  const done = await handing;
  assert.equal(done.receipt, "ABCDEFGHJK");
  assert.deepEqual(server.current(), { 1: "A", 2: "B" });
  assert.equal(saver.waiting(), 0);
});

test("a long paper is flushed before it is handed in", async () => {
  const { time, server, make } = scene({ storage: new MemoryStorage() });
  server.down = true;
  const saver = make();
  for (let item = 1; item <= 100; item += 1) saver.choose(item, "A");
  await time.pass(1000);
  server.down = false;
  const handing = saver.handIn();
  await time.pass(60_000);
  assert.equal((await handing).receipt, "ABCDEFGHJK");
  assert.equal(server.ledger.size, 100);
  assert.ok(server.requests.every((r) => [r.given.a ?? r.given].flat().length <= 40));
});

test("a refused hand-in is told", async () => {
  const { time, server, make } = scene({ storage: new MemoryStorage() });
  server.next = [{ refused: "closed", retry_in: 0 }];
  const saver = make();
  const handing = saver.handIn();
  await time.pass(100);
  assert.equal((await handing).refused, "closed");
});

test("sequence numbers always grow, also over a clock that went back", async () => {
  const { time, server, clock, make } = scene({ storage: new MemoryStorage() });
  const saver = make({ seq: 2_000_000 });
  await saver.choose(1, "A");
  clock.base = 0;
  await saver.choose(1, "B");
  await time.pass(10);
  assert.deepEqual(server.current(), { 1: "B" });
  assert.deepEqual([...server.ledger.values()].map((a) => a.s), [2_000_001, 2_000_002]);
});

test("of two devices the later choice counts, also when it was sent first", async () => {
  const storage = [new MemoryStorage(), new MemoryStorage()];
  const { time, server, make } = scene();
  const phone = make({ storage: storage[0], fetch: async () => Promise.reject(new TypeError()) });
  phone.choose(1, "A");
  await time.pass(5_000);
  const laptop = make({ storage: storage[1] });
  await laptop.choose(1, "B");
  phone.fetch = server.fetch;
  await time.pass(30_000);
  assert.equal(server.ledger.size, 2);
  assert.deepEqual(server.current(), { 1: "B" });
});

test("a store that is full or forbidden goes on in memory and says so", async () => {
  const broken = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
    removeItem: () => {},
  };
  const { states, server, make } = scene({ storage: broken });
  await make().choose(1, "B");
  assert.deepEqual(server.current(), { 1: "B" });
  assert.equal(states.at(-1).lasting, false);
  assert.equal(new AnswerStore("p", null).lasting, false);
});

test("a store with rubbish in it starts empty", () => {
  const storage = new MemoryStorage();
  for (const rubbish of ["{", "null", '"x"', '[1,{"k":1}]', '[{"k":"a","s":1.5,"i":1,"r":"A"}]']) {
    storage.setItem("thi:p", rubbish);
    assert.deepEqual(new AnswerStore("p", storage).load(), []);
  }
});

test("two tabs of one paper keep each other's waiting answers", () => {
  const storage = new MemoryStorage();
  const [one, two] = [new AnswerStore("p", storage), new AnswerStore("p", storage)];
  one.add({ k: "a", s: 1, i: 1, r: "A" });
  two.add({ k: "b", s: 2, i: 2, r: "B" });
  one.remove(new Set(["a"]));
  assert.deepEqual(two.load().map((answer) => answer.k), ["b"]);
});

test("keys fit the server's pattern and do not repeat", () => {
  const keys = new Set(Array.from({ length: 2000 }, () => newKey()));
  assert.equal(keys.size, 2000);
  for (const key of keys) assert.match(key, /^[A-Za-z0-9_-]{8,40}$/);
});

test("the shown time is the server's, whatever this device thinks", () => {
  for (const wrong of [-86_400_000, 0, 3_600_000]) {
    let now = 100;
    const clock = new ServerClock({ wall: () => 1e12 + wrong + now, monotonic: () => now });
    clock.learn(1e12, 50);
    assert.equal(clock.now(), 1e12 + 25);
    now += 10_000;
    assert.equal(clock.left(1e12 + 60_000), 49_975);
    assert.equal(clock.left(0), 0);
  }
});

test("the exchange with the shortest way counts, until the device slept", () => {
  let now = 0;
  let wall = 0;
  const clock = new ServerClock({ wall: () => wall, monotonic: () => now });
  clock.learn(10_000, 0);
  now = wall = 900;
  clock.learn(99_999, 0); // 900 ms on the way: says less
  assert.equal(clock.now(), 10_900);
  wall += 600_000; // asleep: only the wall clock went on
  assert.ok(clock.slept());
  now = 1000;
  wall += 100;
  clock.learn(611_000, 900);
  assert.equal(clock.now(), 611_050);
  assert.ok(!clock.slept());
});

test("remaining time is spelled with part seconds counted up", () => {
  assert.equal(spell(0), "00:00");
  assert.equal(spell(1), "00:01");
  assert.equal(spell(725_000), "12:05");
  assert.equal(spell(3_725_000), "1:02:05");
});
