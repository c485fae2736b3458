// The projector: shows what the room says, by the server's clock. Read-only.

import { ServerClock } from "../core/clock.js";
import { LiveConnection } from "../core/live-connection.js";
import * as view from "../core/live-view.js";
import { el, openSocket, pageData, say } from "../live/dom.js";
import { ring } from "../live/ring.js";
import * as screens from "../live/screens.js";
import { olympia, strip } from "../live/olympia.js";
import { Sounds } from "../live/sounds.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const data = pageData("stage-data");
const box = find("stage");
const foot = find("foot");
const clock = new ServerClock();
const still = matchMedia("(prefers-reduced-motion: reduce)");
const sounds = new Sounds(data.sounds ?? {});
const LOW_SECONDS = 5;
const NAMES_KEPT = 60;

let state = null;
let shown = "";
let face = ring("Thời gian còn lại");
let counted = { answered: 0, of: 0 };
let told = { players: 0, names: [], by: [] };
let ticked = null;
let turnSince = 0; // when the turn began that the clock shows
let turnOf = "";

/** Whether somebody has pressed the bell in time. */
const isPressed = ({ buzz }) => Boolean(buzz?.queue?.some(([, , , locked]) => !locked));

function take(frame) {
  if (frame.t === "state") {
    const before = state;
    state = frame;
    counted = view.counted(frame, before, counted);
    const turn = `${frame.question?.run}:${frame.buzz?.turn ?? 0}`;
    if (turn !== turnOf) [turnOf, turnSince] = [turn, clock.now()];
    if (frame.counts) told.players = frame.counts.players;
    draw(before);
    if (before?.question?.run === frame.question?.run && isPressed(frame) && !isPressed(before)) sounds.play("press");
  } else if (!state) return;
  else if (frame.t === "count" && frame.n === state.n) {
    counted = frame;
    drawFoot();
  } else if (frame.t === "lobby") {
    const known = new Set(told.names);
    const fresh = frame.new.filter((name) => !known.has(name)).reverse();
    told = { players: frame.players, names: [...fresh, ...told.names].slice(0, Math.min(NAMES_KEPT, frame.players)), by: frame.by ?? [] };
    if (view.screenOf(state) === "lobby") draw(state);
  }
}

function screen() {
  const name = view.screenOf(state);
  if (name === "lobby") state.session = { address: data.address, ...state.session, qr: data.qr };
  if (name === "question") {
    face = ring("Thời gian còn lại");
    return state.olympia ? olympia(state, face) : screens.question(state, face);
  }
  // Whose turn it is comes after the rules of the segment or the answer before; rows and keyword are
  // its board.
  if (state.olympia?.called && name !== "board") return olympia(state, face);
  if (name === "board" && state.olympia?.rows) return olympia(state, face);
  const made = screens[name](state, told);
  if (name === "reveal" && state.olympia?.units) made.node.append(strip(state.olympia));
  return made;
}

function draw(before) {
  const name = view.screenOf(state);
  const here = `${name}:${state.question?.run ?? ""}:${state.segment?.i ?? ""}`;
  const places = name === "board" ? linePlaces() : null;
  const made = screen();
  box.replaceChildren(made.node);
  box.className = `stage-main is-${name}`;
  document.body.dataset.phase = state.phase;
  if (made.levels) screens.fitted(box, made.levels);
  made.drawn?.(box);
  if (here !== shown) {
    if (shown && !still.matches) box.classList.add("enters");
    say(find("spoken"), box.querySelector("h1")?.textContent ?? "");
    const cue = { board: "board", podium: "win", reveal: "right" }[name];
    if (shown && cue) sounds.play(cue);
  }
  shown = here;
  if (places && before) travel(places, before);
  drawHead();
  drawFoot();
  tick();
}

function drawHead() {
  const { segment, question } = state;
  say(find("title"), state.session?.title ?? data.title);
  say(find("segment"), segment ? segment.title : "");
  const place = find("place");
  place.replaceChildren();
  if (question && view.screenOf(state) !== "intro") {
    place.append(el("strong", {}, `Câu ${question.i}`), question.of ? ` trên ${question.of}` : "");
    if (question.critical) place.append(el("span.critical-mark", {}, "Câu điểm liệt"));
  }
}

function drawFoot() {
  const name = view.screenOf(state);
  if (name === "question" && !state.question.spoken) {
    const share = counted.of ? counted.answered / counted.of : 0;
    let bar = foot.querySelector("progress");
    if (!bar) {
      bar = el("progress", { max: "1", "aria-label": "Đã trả lời" });
      foot.replaceChildren(el("p.foot-count", {}, el("strong"), el("span")), bar, el("p.foot-side"));
    }
    bar.value = share;
    say(foot.querySelector("strong"), view.number(counted.answered));
    say(foot.querySelector("span"), `/ ${view.number(counted.of)} người đã trả lời`);
    const { question } = state;
    say(foot.lastElementChild, state.phase === "reading" ? "Đọc kỹ câu hỏi" : question.max ? `Tối đa ${view.points(question.max)} điểm` : "");
  } else {
    foot.replaceChildren(
      el("p.foot-count", {}, state.session?.look?.sponsor ?? ""),
      el("p.foot-side", {}, name === "lobby" || name === "question" ? "" : `${view.number(told.players || counted.of)} người trong phòng`),
    );
  }
}

/** Where each line of the board stands now, to let it travel from there. */
function linePlaces() {
  return new Map([...box.querySelectorAll("[data-line]")].map((one) => [one.dataset.line, one.getBoundingClientRect().top]));
}

function travel(places) {
  if (still.matches) return;
  const moved = new Map((state.board?.rows ?? []).map(([, name, , , steps, unit]) => [`${name || "Người chơi ẩn tên"}|${unit || ""}`, steps ?? 0]));
  for (const one of box.querySelectorAll("[data-line]")) {
    const top = one.getBoundingClientRect().top;
    const from = places.get(one.dataset.line) ?? top + (moved.get(one.dataset.line) ?? 0) * one.offsetHeight;
    if (Math.abs(from - top) < 1) continue;
    const way = Math.min(from - top, box.getBoundingClientRect().bottom - top);
    one.animate([{ transform: `translateY(${way}px)` }, { transform: "none" }], { duration: 700, easing: "cubic-bezier(.2,.7,.2,1)" });
  }
}

/** The clock: drawn at every frame of the screen while it runs, once a second with reduced motion. */
function tick() {
  if (!state || !face.node.isConnected) return;
  if (state.phase === "asking") {
    const now = clock.now();
    const left = view.turnCountdown(state.buzz, now, turnSince) ?? view.countdown(state, now);
    if (left) {
      face.draw(left.share, String(left.seconds), left.seconds <= LOW_SECONDS);
      if (left.seconds <= LOW_SECONDS && left.seconds > 0 && ticked !== left.seconds) sounds.play("tick");
      ticked = left.seconds;
      if (left.share === 0) face.draw(0, "Hết giờ");
      return;
    }
    face.draw(1, String(state.question?.seconds ?? ""));
  } else if (state.phase === "reading") face.draw(1, String(state.question?.seconds ?? ""));
  else face.draw(0, "Hết giờ");
}

function run() {
  tick();
  if (still.matches) setTimeout(run, 250);
  else requestAnimationFrame(run);
}

// --- colours of the organisation, tools ---------------------------------------------------------------

for (const [name, value] of Object.entries(data.look ?? {})) {
  if (/^#[0-9A-Fa-f]{6}$/.test(value)) document.documentElement.style.setProperty(`--${name}`, value);
}

function toggleFull() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

function toggleSound() {
  const on = sounds.toggle();
  const button = find("sound");
  button.setAttribute("aria-pressed", String(on));
  button.firstChild.textContent = `Âm thanh: ${on ? "bật" : "tắt"} `;
}

find("full").addEventListener("click", toggleFull);
find("sound").addEventListener("click", toggleSound);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key.toLowerCase() === "f") toggleFull();
  if (event.key.toLowerCase() === "m") toggleSound();
});
let quiet;
function showTools() {
  document.body.classList.add("with-tools");
  clearTimeout(quiet);
  quiet = setTimeout(() => document.body.classList.remove("with-tools"), 3000);
}
addEventListener("mousemove", showTools);
addEventListener("resize", () => state && draw(state));
document.fonts?.ready.then(() => state && draw(state));

const room = new LiveConnection({
  ticket: data.ticket,
  clock,
  open: openSocket,
  beat: 5_000,
  heard: take,
  changed({ state: status, code }) {
    const lost = find("lost");
    lost.hidden = status === "open" || (status === "connecting" && !state);
    if (status === "ended") say(lost.lastElementChild, code === "expired_ticket" || code === "bad_ticket" ? "Hãy tải lại trang màn chiếu" : "Màn chiếu đã dừng, hãy tải lại trang");
  },
});
room.start();
addEventListener("online", () => room.wake());
document.addEventListener("visibilitychange", () => document.hidden || room.wake());
run();
