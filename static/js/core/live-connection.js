// One place in a live room: a socket that comes back by itself, frames in order, answers kept until
// the server has said that they are written down. No DOM here: the page listens.
//
// Status: "connecting", "open" (a state was heard), "lost" (trying again), "ended" (`code` says why;
// trying again would not help).

import { newKey, pause } from "./retry.js";

const PATIENCE_MS = 8_000; // without a word after a heartbeat the socket is taken for dead
const SETTLED_MS = 10_000; // a socket that lived so long starts the pauses anew
// Refusals after which the same answer may be sent again unchanged.
const AGAIN = new Set(["busy", "unavailable", "stopping", "too_fast", "clock", "broken", "early"]);
// Words after which the room does not want this ticket any more.
const FINAL = new Set(["bad_ticket", "expired_ticket", "removed", "taken_over", "not_yours", "ended"]);

/** The kept answer of one room on this device; memory when the device keeps nothing. */
export class Outbox {
  constructor(room, storage) {
    this.name = `song:${room}`;
    this.storage = storage;
    this.kept = null;
    try {
      this.kept = JSON.parse(storage?.getItem(this.name) ?? "null");
    } catch {
      this.kept = null;
    }
  }

  keep(said) {
    this.kept = said;
    try {
      if (said) this.storage?.setItem(this.name, JSON.stringify(said));
      else this.storage?.removeItem(this.name);
    } catch {
      // A full or forbidden storage: the answer lives as long as this page.
    }
  }
}

export class LiveConnection {
  /**
   * @param {object} options
   *   ticket   text of the ticket
   *   clock    a ServerClock; learns from every heartbeat
   *   open     () => a WebSocket
   *   beat     ms between heartbeats
   *   room, storage  where an answer is kept that waits for its acknowledgement
   *   heard    called with every frame (states older than the newest are left out)
   *   changed  called with {state, code} at every change of the connection
   *   told     called with {state: "sending" | "saved" | "refused", run, r, code} about the answer;
   *            with `buzz` it is about a press
   */
  constructor(options) {
    this.timers = { set: (...all) => setTimeout(...all), clear: (id) => clearTimeout(id) };
    this.chance = Math.random;
    this.beat = 10_000;
    this.heard = this.changed = this.told = () => {};
    Object.assign(this, options);
    this.outbox = new Outbox(this.room ?? "", this.storage ?? null);
    this.version = 0;
    this.tries = 0;
    this.socket = null;
    this.status = "connecting";
    this.retryIn = null;
    this.commands = new Map();
    this.clocks = new Set();
  }

  /** Connect now, whatever was planned. Safe to call any time. */
  start() {
    this.stopTimers();
    if (this.status === "ended" || this.socket) return;
    const socket = this.open();
    this.socket = socket;
    const mine = (act) => (event) => {
      if (this.socket === socket) act(event);
    };
    socket.onopen = mine(() => {
      this.openedAt = this.clock.monotonic();
      this.say({ t: "join", ticket: this.ticket, n: this.version });
      this.ping();
    });
    socket.onmessage = mine((event) => this.take(event.data));
    socket.onclose = mine(() => this.lost());
    socket.onerror = () => {};
    // A handshake that never ends is a lost one.
    this.dead = this.later(() => this.drop(), PATIENCE_MS + 7_000);
  }

  /** The network came back, or the page was looked at again: make sure that the socket lives. */
  wake() {
    if (this.status === "ended") return;
    if (!this.socket) {
      this.tries = 0;
      this.stopTimers();
      this.later(() => this.start(), this.chance() * 500);
    } else if (this.status === "open") this.ping(3_000);
  }

  /** Leave for good. */
  end(code = "left") {
    this.stopTimers();
    const { socket } = this;
    this.socket = null;
    this.show("ended", code);
    socket?.close();
  }

  /** Send an answer (or, with `buzz`, press) and keep it until the server has it. */
  answer(run, response, { buzz = false } = {}) {
    this.outbox.keep({ run, r: response, k: newKey(), buzz });
    this.tell("sending");
    this.sendKept();
  }

  /** Ask for something to be done; resolves to {n} or {code} (also when the socket goes first). */
  command(name, args = {}) {
    const key = newKey();
    return new Promise((done) => {
      this.commands.set(key, done);
      if (!this.say({ t: "command", name, args, seen: this.version, k: key })) {
        this.commands.delete(key);
        done({ code: "offline" });
      }
    });
  }

  /** Ask for the whole state. */
  sync() {
    this.say({ t: "sync" });
  }

  /** The answer that still waits to be written down, or null. */
  get waiting() {
    return this.outbox.kept;
  }

  // --- inside -----------------------------------------------------------------------------------

  say(message) {
    if (this.socket?.readyState !== 1) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  take(text) {
    this.timers.clear(this.dead);
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    switch (frame.t) {
      case "pong":
        this.clock.learn(frame.now / 1000, frame.c);
        return;
      case "state":
        this.takeState(frame);
        return;
      case "me":
        // The server's own word of an answer; of a press it says nothing here.
        if (this.outbox.kept?.buzz === false && typeof frame.a === "string" && frame.n >= this.version) this.acknowledged();
        break;
      case "ok":
        if (frame.k === this.outbox.kept?.k) this.acknowledged();
        return;
      case "done":
        this.settle(frame.k, { n: frame.n });
        return;
      case "refused":
        this.refused(frame);
        return;
      case "bye":
        if (FINAL.has(frame.code)) this.end(frame.code);
        else this.retryIn = (frame.retry_in ?? 1) * 1000;
        return;
      default:
    }
    this.heard(frame);
  }

  takeState(frame) {
    if (frame.n < this.version) return;
    this.version = frame.n;
    // Until the first heartbeat came back: good enough to draw a countdown.
    if (this.clock.uncertainty === Infinity) this.clock.learn(frame.now / 1000, this.clock.monotonic());
    this.clock.uncertainty ||= 5_000;
    this.show("open");
    const { kept } = this.outbox;
    if (kept && kept.run !== frame.question?.run) this.forget("late");
    this.heard(frame);
    if (this.outbox.kept && this.sentOn !== this.socket) this.sendKept();
  }

  sendKept() {
    const { kept } = this.outbox;
    if (!kept || this.status !== "open") return;
    this.sentOn = this.socket;
    const { run, r, k, buzz } = kept;
    this.say(buzz ? { t: "buzz", run, k } : { t: "answer", run, r, k });
  }

  acknowledged() {
    this.tell("saved");
    this.outbox.keep(null);
  }

  refused(frame) {
    const { kept } = this.outbox;
    if (frame.k && frame.k === kept?.k) {
      if (AGAIN.has(frame.code)) {
        this.later(() => this.sendKept(), Math.max(300, (frame.retry_in ?? 0) * 1000, pause(1, this.chance)));
      } else {
        this.forget(frame.code);
      }
    } else if (frame.k && this.commands.has(frame.k)) {
      this.settle(frame.k, { code: frame.code });
    } else if (FINAL.has(frame.code)) this.end(frame.code);
  }

  settle(key, outcome) {
    this.commands.get(key)?.(outcome);
    this.commands.delete(key);
  }

  tell(state) {
    const { run, r, buzz } = this.outbox.kept;
    this.told({ state, run, r, ...(buzz && { buzz }) });
  }

  /** What was kept is refused for good. */
  forget(code) {
    const { run, r, buzz } = this.outbox.kept;
    this.outbox.keep(null);
    this.told({ state: "refused", run, r, code, ...(buzz && { buzz }) });
  }

  ping(patience = PATIENCE_MS) {
    this.say({ t: "ping", c: this.clock.monotonic() });
    this.timers.clear(this.dead);
    this.dead = this.later(() => this.drop(), patience);
    this.timers.clear(this.next);
    this.next = this.later(() => this.ping(), this.beat * (0.75 + this.chance() / 2));
  }

  drop() {
    const { socket } = this;
    this.lost();
    socket?.close();
  }

  lost() {
    this.stopTimers();
    this.socket = null;
    if (this.status === "ended") return;
    if (this.clock.monotonic() - (this.openedAt ?? Infinity) > SETTLED_MS) this.tries = 0;
    this.openedAt = undefined;
    for (const key of [...this.commands.keys()]) this.settle(key, { code: "offline" });
    this.show("lost");
    const wait = this.retryIn === null ? pause(this.tries, this.chance) : this.retryIn * (0.5 + this.chance() / 2);
    this.retryIn = null;
    this.tries += 1;
    this.later(() => this.start(), wait);
  }

  show(state, code) {
    if (this.status === state && state !== "ended") return;
    this.status = state;
    this.changed({ state, code });
  }

  later(act, ms) {
    const id = this.timers.set(() => {
      this.clocks.delete(id);
      act();
    }, ms);
    this.clocks.add(id);
    return id;
  }

  stopTimers() {
    for (const id of this.clocks) this.timers.clear(id);
    this.clocks.clear();
  }
}
