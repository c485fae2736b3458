// Sends choices until the server has acknowledged each one. No DOM here: the page listens.
//
// States: "saved" (nothing waits; `at` says when), "sending", "offline" (`waiting` answers are kept
// and sent again by themselves), "refused" (`code` says why; sending again would not help).

import { newKey, pause } from "./retry.js";
import { AnswerStore } from "./store.js";

const MOST_AT_ONCE = 20;
const MOST_BYTES = 7_000; // under the 8 KiB that the server takes
const MOST_WITH_HAND_IN = 40; // what the server takes in one request
const LEAST_PAUSE_MS = 200;
const PATIENCE_MS = 10_000;
// Codes after which the same answers may be sent again unchanged.
const AGAIN = new Set(["busy", "unavailable", "clock", "stopping", "too_fast", "gone"]);
// Codes after which a new ticket may help: the page fetches one through `renew`.
const RENEW = new Set(["stale_epoch", "expired_ticket", "bad_ticket"]);

/** The first of `answers` that go into one request: not too many, not too long. */
export function fitting(answers, most) {
  let bytes = 0;
  const taken = [];
  for (const answer of answers.slice(0, most)) {
    bytes += new TextEncoder().encode(JSON.stringify(answer)).length + 1;
    if (taken.length && bytes > MOST_BYTES) break;
    taken.push(answer);
  }
  return taken;
}

export class Saver {
  /**
   * @param {object} options
   *   paper     public id of the paper
   *   ticket    text of the ticket
   *   clock     a ServerClock
   *   deadline  ms since the epoch, server time, grace not included
   *   storage   localStorage or null
   *   seq       greatest sequence number the page was rendered with
   *   renew     async () => ticket or null, asked when the ticket is of before a change
   *   changed   called with {state, waiting, at, code, lost} at every change
   *   fetch, timers, chance  for tests
   */
  constructor(options) {
    this.fetch = (...all) => globalThis.fetch(...all);
    this.timers = { set: (...all) => setTimeout(...all), clear: (id) => clearTimeout(id) };
    this.chance = Math.random;
    this.renew = async () => null;
    this.changed = () => {};
    this.seq = 0;
    Object.assign(this, options);
    this.store = new AnswerStore(this.paper, this.storage ?? null);
    this.lost = new Map();
    this.tries = 0;
    this.renewals = 0;
    this.timer = null;
    this.running = null;
    this.at = null;
    this.code = null;
    this.online = true;
    for (const answer of this.store.load()) this.seq = Math.max(this.seq, answer.s);
    if (this.waiting()) this.send();
  }

  waiting() {
    return this.store.load().length;
  }

  /** Keep a choice (`response` "" takes it back) and send it. */
  choose(item, response) {
    // Time by the server's clock, so that of two devices the later choice counts; always growing.
    this.seq = Math.max(this.seq + 1, Math.floor(this.clock.now()));
    this.store.add({ k: newKey(), s: this.seq, i: item, r: response });
    this.lost.delete(item);
    this.code = null;
    this.tell("sending");
    return this.send();
  }

  /** Send what waits, now; resolves when this round is over, sent or not. Safe to call any time. */
  send() {
    if (this.timer !== null) this.timers.clear(this.timer);
    this.timer = null;
    this.running ??= this.round().finally(() => {
      this.running = null;
      if (this.timer === null && this.waiting() && this.code === null) this.later(0);
    });
    return this.running;
  }

  /** The network came back: forget the pauses. */
  wake() {
    this.tries = 0;
    if (this.waiting()) return this.send();
    return Promise.resolve();
  }

  /**
   * Hand in, with whatever still waits. Resolves to {receipt, answered, closed_at, kind} or
   * {refused: code}; tries again by itself until the server has answered.
   */
  async handIn(key = newKey()) {
    for (let tries = 0; ; tries += 1) {
      await this.running;
      if (fitting(this.store.load(), MOST_WITH_HAND_IN).length < this.waiting()) {
        await this.send();
        if (this.online && this.code === null) continue;
      }
      const answers = fitting(this.store.load(), MOST_WITH_HAND_IN);
      const reply = await this.post("/nop/", answers.length ? { k: key, a: answers } : { k: key });
      if (reply) this.settle(answers, reply);
      if (reply?.receipt) {
        this.tell("saved");
        return reply;
      }
      if (reply && RENEW.has(reply.refused) && (await this.fresh())) continue;
      if (reply?.refused && !AGAIN.has(reply.refused)) return reply;
      this.tell("offline");
      await new Promise((done) => {
        this.timers.set(done, Math.max(pause(tries, this.chance), (reply?.retry_in ?? 0) * 1000));
      });
    }
  }

  // --- inside -----------------------------------------------------------------------------------

  async round() {
    const answers = fitting(this.store.load(), MOST_AT_ONCE);
    if (!answers.length) return;
    this.tell("sending");
    const reply = await this.post("/luu/", answers.length === 1 ? answers[0] : answers);
    if (reply) this.settle(answers, reply);
    if (reply?.saved?.length) {
      this.tries = 0;
      this.renewals = 0;
      this.at = Date.parse(reply.at);
    }
    if (reply && RENEW.has(reply.refused) && (await this.fresh())) {
      this.later(0);
      return;
    }
    if (reply?.refused && !AGAIN.has(reply.refused)) {
      this.code = reply.refused;
      this.tell("refused");
      return;
    }
    if (!this.waiting()) {
      this.tell("saved");
      return;
    }
    if (!reply || reply.retry_in || reply.refused) {
      this.tell("offline");
      this.later(Math.max(pause(this.tries, this.chance), (reply?.retry_in ?? 0) * 1000));
      this.tries += 1;
    }
  }

  /** Answers the server has judged leave the store; those it will never take are remembered. */
  settle(answers, reply) {
    const lost = reply.lost ?? {};
    const judged = new Set([...(reply.saved ?? [])]);
    for (const answer of answers) {
      const code = lost[answer.k];
      // After a new ticket these may still be taken.
      if (code === undefined || RENEW.has(code)) continue;
      judged.add(answer.k);
      this.lost.set(answer.i, code);
    }
    this.store.remove(judged);
  }

  async fresh() {
    if (this.renewals >= 3) return false;
    this.renewals += 1;
    const ticket = await this.renew();
    if (!ticket) return false;
    this.ticket = ticket;
    return true;
  }

  async post(path, body) {
    const stop = new AbortController();
    const timer = this.timers.set(() => stop.abort(), PATIENCE_MS);
    const sent = this.clock.monotonic();
    try {
      const response = await this.fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Phieu": this.ticket },
        body: JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: stop.signal,
      });
      const reply = await response.json();
      if (typeof reply.at === "string") this.clock.learn(Date.parse(reply.at), sent);
      this.online = true;
      return reply;
    } catch {
      this.online = false; // no network, or something between us and the server: keep and retry
      return null;
    } finally {
      this.timers.clear(timer);
    }
  }

  later(ms) {
    // The last chance is before the deadline: no pause sleeps over it.
    const left = this.clock.left(this.deadline);
    const wait = left > 0 ? Math.min(ms, Math.max(LEAST_PAUSE_MS, left - 1000)) : ms;
    this.timer = this.timers.set(() => {
      this.timer = null;
      this.send();
    }, wait);
  }

  tell(state) {
    this.state = state;
    this.changed({
      state,
      waiting: this.waiting(),
      at: this.at,
      code: this.code,
      lost: new Map(this.lost),
      lasting: this.store.lasting,
    });
  }
}
