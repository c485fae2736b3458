// The player's phone: shows where the room is, sends one answer a question, says what became of it.

import { ServerClock } from "../core/clock.js";
import { LiveConnection } from "../core/live-connection.js";
import * as view from "../core/live-view.js";
import { newKey } from "../core/retry.js";
import { copyOf, icon, openSocket, pageData, redraw, say, storage } from "../live/dom.js";
import { askPlace, keepPlace } from "../live/door.js";
import * as parts from "../live/play-parts.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const data = pageData("play-data");
const box = find("view");
const clock = new ServerClock();
const kept = storage();

let own = myPlace();
let state = null;
let me = null;
let run = null; // the run that `chosen` and `said` are about
let chosen = "";
let said = null; // null, "sending", "saved", "refused"
let pressed = null; // the same of the last press
let why = "";
let link = "connecting";
let ended = "";
let shown = "";
let drawn = "";

/** The ticket: of the address where the device keeps nothing, else of its storage. */
function myPlace() {
  const name = `phong:${data.room}`;
  try {
    const brought = JSON.parse(decodeURIComponent(location.hash.slice(1)) || "null");
    if (brought?.ticket) {
      if (kept?.getItem(name)) history.replaceState(null, "", location.pathname);
      return brought;
    }
  } catch {
    // A fragment that is not ours.
  }
  try {
    return JSON.parse(kept?.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

const act = {
  player: own?.player,
  now: () => clock.now(),
  choose(letter) {
    if (!isOpen()) return;
    if (view.answerShape(state.question.kind) === "several") {
      const now = new Set(chosen);
      if (!now.delete(letter)) now.add(letter);
      chosen = [...now].sort().join("");
      draw();
    } else send(letter);
  },
  row(place, sign) {
    const signs = Array.from({ length: state.question.options.length }, (_, n) => chosen[n] ?? "-");
    signs[place] = sign;
    chosen = signs.join("");
    box.querySelector("[data-send]").setAttribute("aria-disabled", "false");
  },
  send: () => send(chosen),
  type(event) {
    event.preventDefault();
    send(event.target.elements.dap.value.normalize("NFC").trim().slice(0, 200));
  },
  mayPress: () => parts.mayPress(state, act.player, clock.now()),
  press() {
    // An answer on its way goes first: one thing at a time is kept for sending again.
    if (act.mayPress() && !room.waiting) room.answer(state.question.run, "", { buzz: true });
  },
};

function send(response) {
  if (!response || !isOpen()) return;
  chosen = response;
  room.answer(state.question.run, response);
}

const isOut = () => me?.in === 0 && state.phase !== "lobby";

function isOpen() {
  if (state?.phase !== "asking" || said === "saved" || said === "sending") return false;
  if (state.left !== undefined && state.left !== null) return false;
  if (state.question?.spoken || parts.isBarred(state, act.player)) return false;
  const left = view.countdown(state, clock.now());
  return Boolean(left) && !left.waits && left.share > 0;
}

const isOver = () => view.isOver(state, clock.now());

function take(frame) {
  if (frame.t === "state") {
    state = frame;
    const now = frame.question?.run ?? null;
    if (now !== run) {
      run = now;
      const waits = room.waiting?.run === now ? room.waiting : null;
      chosen = waits?.r ?? "";
      said = waits && !waits.buzz ? "sending" : null;
      pressed = waits?.buzz ? "sending" : null;
      if (me) me = { ...me, a: null, ok: null, d: 0 };
    }
  } else if (frame.t === "me") {
    me = frame;
    if (frame.a !== null && frame.a !== undefined && state?.question) {
      chosen = frame.a;
      said = "saved";
    }
  } else return;
  draw();
}

function told({ state: outcome, run: of, r, code, buzz }) {
  if (of !== run) return;
  why = code ?? "";
  if (buzz) pressed = outcome;
  else {
    said = outcome;
    chosen = outcome === "refused" ? "" : r;
  }
  draw();
}

function screen() {
  const name = view.screenOf(state);
  if (state.olympia?.called && (name === "intro" || name === "reveal")) return parts.called(state, act.player);
  switch (name) {
    case "lobby":
      return parts.lobby(state, own);
    case "intro":
      return parts.intro(state);
    case "pause":
      return parts.pause();
    case "question":
      return parts.question(state, { chosen, open: isOpen(), out: isOut(), act });
    case "reveal":
      // Points of an earlier question say nothing about this one.
      return parts.reveal(state, { chosen, me: me?.n >= state.n ? me : null });
    default:
      return parts.place(state, me, act.player);
  }
}

function draw() {
  if (!state) return;
  const name = view.screenOf(state);
  const here = `${name}:${run}:${state.segment?.i ?? ""}:${state.olympia?.called ? state.olympia.turn[0] : ""}`;
  drawn = openNow();
  if (here === shown) redraw(box, [screen()]);
  else box.replaceChildren(screen());
  if (here !== shown) {
    shown = here;
    scrollTo(0, 0);
    box.querySelector("h1")?.focus({ preventScroll: true });
  }
  say(find("spoken"), box.querySelector(".verdict, .big-place, .bell-words")?.textContent ?? "");
  say(find("title"), [state.session?.title, state.segment && name !== "lobby" ? state.segment.title : ""].filter(Boolean).join(" · "));
  say(find("own-name"), own.name || (own.number ? `Số ${own.number}` : ""));
  say(find("own-points"), me ? `${view.points(me.p)} điểm` : "");
  say(find("own-place"), me?.r ? `Hạng ${view.number(me.r)}/${view.number(me.of)}` : "");
  drawSaved();
  tick();
}

function drawSaved() {
  let sign = "none";
  let words = "";
  const isAsked = state && view.screenOf(state) === "question";
  if (ended) {
    sign = "refused";
    words = data.words[ended] ?? data.words.gone;
  } else if (link === "lost") {
    sign = "offline";
    words = said === "sending" ? "Mất mạng: câu trả lời đang chờ gửi, giữ trang này mở" : "Mất mạng, đang tự nối lại";
  } else if (isAsked && said === "sending") {
    sign = "sending";
    words = "Đang gửi";
  } else if (isAsked && said === "saved") {
    sign = "saved";
    words = "Đã ghi nhận câu trả lời";
  } else if (isAsked && said === "refused") {
    sign = "refused";
    words = data.words[why] ?? data.words.other;
  } else if (isAsked && pressed === "sending") {
    sign = "sending";
    words = "Đang gửi lần bấm";
  } else if (isAsked && pressed === "refused") {
    sign = "refused";
    words = data.words[why] ?? data.words.other;
  } else if (isAsked && pressed === "saved") {
    sign = "saved";
    words = "Đã ghi nhận lần bấm";
  } else if (state) words = isAsked ? askedWords() : "Đang theo màn chiếu";
  const line = find("save");
  if (line.dataset.state !== sign) {
    line.dataset.state = sign;
    find("save-icon").replaceChildren(icon(sign));
  }
  if (words) say(find("save-words"), words);
}

/** What to do while the question is before everybody. */
function askedWords() {
  if (isOut()) return "Bạn đang theo dõi";
  if (state.phase === "reading") return state.buzz ? "Chờ hiệu lệnh, bấm sớm thì bị khóa" : "Đọc câu hỏi, sắp mở trả lời";
  if (state.question.spoken) return act.mayPress() ? "Được bấm chuông" : "Theo dõi lượt trả lời";
  if (isOpen()) return "Chọn câu trả lời của bạn";
  const left = view.countdown(state, clock.now());
  if (state.phase === "asking" && left?.waits) return "Chuẩn bị, câu hỏi sắp mở";
  return state.segment?.mode === "knockout" ? "Đã hết giờ, câu sau tự đến" : "Đã hết giờ, chờ đáp án";
}

/** The countdown, and the moment at which the options open and close. */
function tick() {
  const box2 = find("countdown");
  const bar = find("bar");
  const left = state?.phase === "asking" && state.left === undefined ? view.countdown(state, clock.now()) : null;
  box2.hidden = bar.hidden = !left || isOver();
  if (!left) return;
  say(find("seconds"), String(left.seconds));
  box2.dataset.state = left.seconds <= 5 ? "low" : "";
  bar.value = left.share;
  if (openNow() !== drawn) draw();
}

/** What opens and closes by the clock alone. */
const openNow = () => `${isOpen()} ${Boolean(state?.buzz) && act.mayPress()}`;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea")) return;
  const place = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : view.LETTERS.indexOf(event.key.toUpperCase());
  if (event.key.length !== 1 || place < 0) return;
  const button = box.querySelector(`.tap[data-letter="${view.LETTERS[place]}"]`);
  if (button && button.getAttribute("aria-disabled") === "false") {
    event.preventDefault();
    button.click();
  }
});

/** The way back for who has been here on another device: their code opens the room at any time. */
function showDoor(why = "") {
  box.replaceChildren(copyOf("return"));
  find("foot").hidden = true;
  if (why) for (const line of [box.querySelector("h1"), find("spoken")]) say(line, why);
  let key = newKey();
  find("return-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.target.querySelector("button");
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const { place, code, again } = await askPlace({ room: data.room, ma: event.target.elements.ma.value.trim(), k: key });
    if (place) {
      const isKept = keepPlace(kept, data.room, place);
      history.replaceState(null, "", isKept ? location.pathname : `#${encodeURIComponent(JSON.stringify(place))}`);
      location.reload();
      return;
    }
    if (!again) key = newKey();
    say(find("return-words"), data.door[code] ?? data.door.other);
    find("return-fault").hidden = false;
    button.removeAttribute("aria-busy");
  });
}

let room = { answer() {}, waiting: null, wake() {} };
if (!own?.ticket) {
  showDoor();
} else {
  room = new LiveConnection({
    ticket: own.ticket,
    clock,
    open: openSocket,
    beat: 15_000,
    room: data.room,
    storage: kept,
    heard: take,
    told,
    changed({ state: status, code }) {
      link = status;
      if (status === "ended") {
        ended = code;
        if (!state) showDoor(data.words[code] ?? data.words.gone);
      }
      drawSaved();
    },
  });
  room.start();
  addEventListener("online", () => room.wake());
  addEventListener("pageshow", () => room.wake());
  document.addEventListener("visibilitychange", () => document.hidden || room.wake());
  setInterval(tick, 200);
}
