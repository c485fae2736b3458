// The host's console: one next action, every allowed command, what all others see.

import { ServerClock } from "../core/clock.js";
import { LiveConnection } from "../core/live-connection.js";
import { ASKS, byKey, JUDGE_KEYS, KEYS, others, primary, readPoints, waitsFor, words } from "../core/live-host.js";
import * as view from "../core/live-view.js";
import { el, openSocket, pageData, redraw, say } from "../live/dom.js";
import * as parts from "../live/host-parts.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const data = pageData("host-data");
const clock = new ServerClock();
const dialog = find("dialog");

let state = null;
let counted = { answered: 0, of: 0 };
let lobby = null;
let trips = [];
let busy = false;
let asking = null;
let turnSince = 0;
let turnOf = 0;

const label = (name) => words(name, state) ?? data.commands[name] ?? name;

/** What a command is about: whoever finds it changed must look before they go on. */
const scene = () => `${state.phase} ${state.question?.run} ${state.segment?.i} ${state.left}`;

function setBusy(isBusy) {
  busy = isBusy;
  const grid = find("console");
  if (busy) grid.setAttribute("aria-busy", "true");
  else grid.removeAttribute("aria-busy");
  drawButtons();
}

/** Until the console shows `version` or a newer one; a second at most. */
async function shown(version) {
  for (let tries = 0; tries < 50 && room.version < version; tries += 1) await new Promise((done) => setTimeout(done, 20));
}

async function give(name, args = {}) {
  if (busy) return;
  setBusy(true);
  const [looked, version] = [scene(), room.version];
  let outcome = await room.command(name, args);
  if (outcome.code === "stale") {
    // The clock was faster by a step that changed nothing of what the host looked at: say it again.
    await shown(version + 1);
    if (scene() === looked) outcome = await room.command(name, args);
  }
  // The word of a command comes before the state that it made: nothing is pressed in between.
  if (outcome.n) await shown(outcome.n);
  setBusy(false);
  const fault = find("fault");
  fault.hidden = !outcome.code;
  if (outcome.code) say(find("fault-words"), data.faults[outcome.code] ?? data.faults.other);
  if (find("found").childElementCount && !outcome.code && ["hide_name", "show_name", "rename", "remove"].includes(name)) search();
}

/** Do a command, after asking where it cannot be taken back or needs words. */
function wish(name, args = {}, { who = "" } = {}) {
  const needs = { reason: ASKS[name] === true || name === "adjust", points: name === "adjust", name: name === "rename", count: name === "rescue" };
  if (!(name in ASKS) && !needs.points && !needs.name) {
    give(name, name === "extend" ? { seconds: 10 } : args);
    return;
  }
  asking = { name, args, needs };
  say(find("ask-title"), who ? `${label(name)}: ${who}` : `${label(name)}?`);
  for (const field of ["points", "name", "count", "reason"]) find(`ask-${field}`).hidden = !needs[field];
  find("ask").reset();
  find("ask-fault").hidden = true;
  dialog.showModal();
}

find("ask").addEventListener("submit", (event) => {
  const { name, args, needs } = asking;
  const form = event.target.elements;
  const made = { ...args };
  let fault = "";
  if (needs.reason) {
    made.reason = form.reason.value.trim();
    if (!made.reason) fault = data.faults.reason_missing;
  }
  if (needs.name) {
    made.name = form.name.value.trim();
    if (!made.name) fault = data.faults.name_empty;
  }
  if (needs.count && form.count.value.trim()) {
    made.count = Number(form.count.value);
    if (!Number.isInteger(made.count) || made.count < 0 || made.count > 10_000) fault = "Số người viết bằng chữ số, ví dụ 10.";
  }
  if (needs.points) {
    made.points_milli = readPoints(form.points.value);
    if (made.points_milli === null) fault = "Số điểm viết bằng chữ số, ví dụ 10 hoặc -5,5.";
  }
  if (fault) {
    event.preventDefault();
    find("ask-fault").hidden = false;
    say(find("ask-fault"), fault);
    return;
  }
  give(name, made);
});
find("ask-no").addEventListener("click", () => dialog.close());

function button(name, { primary: isPrimary = false } = {}) {
  const key = isPrimary ? "Dấu cách" : KEYS[name];
  const made = el("button.btn.slim", { type: "button", onclick: () => wish(name) }, label(name), key ? el("kbd", {}, key) : null);
  made.dataset.command = made.dataset.key = name;
  return made;
}

function drawButtons() {
  const main = primary(state);
  const big = find("primary");
  // Not `disabled`: that would take the focus away between two commands.
  big.setAttribute("aria-disabled", String(busy || !main));
  big.replaceChildren(main ? main.words ?? data.commands[main.name] ?? main.name : idle(), main ? el("kbd", {}, "Dấu cách") : "");
  big.dataset.command = main?.name ?? "";
  redraw(find("others"), others(state).map((name) => button(name)));
}

/** Why there is no next thing to do. */
function idle() {
  if (state.phase === "closed") return "Đang chốt câu trả lời";
  return { give_turn: "Trao lượt cho một đội", package: "Chờ đội chọn gói" }[waitsFor(state)] ?? "Không còn việc gì";
}

function draw() {
  const held = document.activeElement?.matches(".console button");
  say(find("phase"), [state.left !== undefined && state.left !== null ? "Đang tạm dừng" : data.phases[state.phase], state.segment?.title].filter(Boolean).join(" · "));
  say(find("code"), state.session?.code ? view.spacedCode(state.session.code) : "");
  redraw(find("now"), parts.now(state, { counted, lobby, trips, give, wish, may: new Set(state.commands ?? []) }));
  redraw(find("next"), parts.next(state, waitsFor(state)));
  redraw(find("log"), parts.log(state.log ?? [], data));
  const devices = state.devices ?? 1;
  find("devices").hidden = devices < 2;
  say(find("devices-words"), `Có ${devices} máy đang dẫn phòng này. Lệnh nào đến trước thì được; máy đến sau thấy màn hình mới trước khi bấm lại.`);
  drawButtons();
  // Whoever works by keyboard goes on from the next thing to do when their button has gone.
  if (held && document.activeElement === document.body) find("primary").focus({ preventScroll: true });
  tick();
}

function take(frame) {
  if (frame.t === "state") {
    counted = view.counted(frame, state, counted);
    state = frame;
    if ((frame.buzz?.turn ?? 0) !== turnOf) [turnOf, turnSince] = [frame.buzz?.turn ?? 0, clock.now()];
    draw();
  } else if (!state) return;
  else if (frame.t === "count" && frame.n === state.n) {
    counted = frame;
    parts.count(find("now"), counted);
  } else if (frame.t === "lobby") {
    lobby = frame;
    draw();
  } else if (frame.t === "rtt") {
    trips = frame.by;
    if (state.buzz) draw();
  }
}

function tick() {
  const clockBox = document.querySelector("[data-clock]");
  if (!clockBox || !state) return;
  const turn = view.turnCountdown(state.buzz, clock.now(), turnSince);
  const left = turn ?? (state.phase === "asking" ? view.countdown(state, clock.now()) : null);
  say(clockBox, left ? String(left.seconds) : "");
  say(document.querySelector("[data-clock-of]"), turn ? "giây để trả lời" : "giây còn lại");
}

async function search() {
  const text = find("search").elements.q.value;
  const answer = await fetch(`${data.people}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
  const found = answer.ok ? (await answer.json()).players : [];
  redraw(find("found"), found.length ? found.map((one) => parts.person(one, wish, data.back)) : [el("li", {}, "Không tìm thấy ai.")]);
}

find("search").addEventListener("submit", (event) => {
  event.preventDefault();
  search().catch(() => say(find("found"), "Không kết nối được, hãy tìm lại."));
});
find("primary").addEventListener("click", () => {
  const main = primary(state);
  if (main) wish(main.name);
});
document.addEventListener("keydown", (event) => {
  if (!state || event.ctrlKey || event.altKey || event.metaKey || event.repeat || dialog.open) return;
  if (event.target.matches("input, textarea, select, a, summary")) return;
  if (event.key === " " && event.target.matches("button")) return; // the button does it itself
  const who = event.key in JUDGE_KEYS ? parts.judged(state) : null;
  if (who) give("judge", { player: who.id, right: JUDGE_KEYS[event.key] });
  const name = byKey(event.key, state);
  if (!name) return;
  event.preventDefault();
  wish(name);
});

const room = new LiveConnection({
  ticket: data.ticket,
  clock,
  open: openSocket,
  beat: 5_000,
  heard: take,
  changed({ state: status, code }) {
    find("lost").hidden = status === "open" || status === "connecting";
    if (status !== "ended") return;
    say(find("lost-words"), code === "taken_over" ? "Phòng đang được dẫn từ máy khác." : "Máy này không còn dẫn phòng.");
    find("lost").append(el("button.btn.slim", { type: "button", onclick: () => location.reload() }, "Dẫn từ máy này"));
  },
});
room.start();
addEventListener("online", () => room.wake());
document.addEventListener("visibilitychange", () => document.hidden || room.wake());
setInterval(tick, 200);
