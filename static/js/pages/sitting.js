// Sitting a paper: one question per screen, each choice saved at once, time by the server's clock.
// Without this script the same page is one form; nothing here decides anything.

import { ServerClock, spell } from "../core/clock.js";
import { Saver } from "../core/saver.js";
import { drawAnswer } from "../sitting/answers.js";
import {
  checkPrediction,
  count,
  data,
  draw,
  find,
  form,
  questionOf,
  questions,
  responseOf,
  total,
  unanswered,
} from "../sitting/paper.js";
import { sayState } from "../sitting/saved.js";
import { go, pressedBy, turn } from "../sitting/turning.js";

const LOW_MS = 5 * 60_000;
const ANNOUNCED_MS = [5 * 60_000, 60_000];

// --- time -------------------------------------------------------------------------------------------

const clock = new ServerClock();
clock.base = data.at_ms - (performance.getEntriesByType("navigation")[0]?.responseStart || performance.now());
let deadline = data.at_ms + data.left_ms;
let over = false;

// --- saving -----------------------------------------------------------------------------------------

let choices = 0; // how many were made on this page: an older picture of the server is not drawn over
let leaving = false;
let signedOut = false;

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const saver = new Saver({
  paper: data.paper,
  ticket: data.ticket,
  clock,
  deadline,
  storage: storage(),
  seq: data.seq,
  renew: async () => (await look())?.ticket ?? null,
  changed: showState,
});

const waitingItems = () => saver.store.load().map((answer) => answer.i);

/** The paper as the server has it now; null when it cannot be asked. */
async function look() {
  const before = choices;
  const waited = waitingItems();
  const sent = clock.monotonic();
  let reply;
  try {
    const response = await fetch(data.status_url, { cache: "no-store", credentials: "same-origin" });
    if (response.status === 403 || response.status === 404) {
      signedOut = true;
      showState({ state: "refused" });
      return null;
    }
    if (!response.ok) return null;
    reply = await response.json();
  } catch {
    return null; // no network: the saver says so when something waits
  }
  clock.learn(reply.at_ms, sent);
  deadline = reply.at_ms + reply.left_ms;
  saver.deadline = deadline;
  data.poll_ms = reply.poll_ms;
  if (reply.state === "closed") {
    if (!leaving) toReceipt();
    return null;
  }
  // What waited when we asked may be saved by now and still be missing in this older picture.
  if (choices === before) draw(reply.answers, new Set([...waited, ...waitingItems(), typing?.item]));
  if (reply.saved_at_ms > (saver.at ?? 0)) {
    saver.at = reply.saved_at_ms;
    if (!saver.waiting() && saver.code === null) showState({ state: "saved", waiting: 0, at: saver.at, lost: saver.lost });
  }
  return reply;
}

function toReceipt() {
  leaving = true;
  location.replace(data.receipt_url);
}

function showState(facts) {
  const isOver = sayState({ ...facts, waiting: facts.waiting ?? saver.waiting(), signedOut });
  if (isOver) setTimeout(toReceipt, 1500);
}

// --- choosing ---------------------------------------------------------------------------------------

const TYPING_PAUSE_MS = 1200;
const said = new Map(); // what was last sent of each question that is typed
let typing = null; // the question that is being typed into, and the timer that saves it

/** Words are saved when the typing rests, not only when the field is left. */
function typed(event) {
  const item = Number(event.target.closest("[data-item]")?.dataset.item ?? 0);
  if (!item || !event.target.matches("input[data-field]")) return;
  clearTimeout(typing?.timer);
  typing = { item, timer: setTimeout(() => chosen(event), TYPING_PAUSE_MS) };
}

function chosen(event) {
  const question = event.target.closest("[data-item]");
  if (!question || over) return;
  const item = Number(question.dataset.item);
  choices += 1;
  if (typing?.item === item) {
    clearTimeout(typing.timer);
    typing = null;
  }
  if (item === 0 && !checkPrediction()) return;
  find("intro").hidden = true;
  const response = responseOf(item);
  // Leaving a field says again what the pause in typing has saved already.
  if (event.target.matches("[data-field]") && said.get(item) === response) return;
  said.set(item, response);
  saver.choose(item, response);
  count();
}

// --- handing in -------------------------------------------------------------------------------------

const dialog = find("dialog");

function ask() {
  const missing = unanswered();
  const words = missing.length
    ? `Đã trả lời ${total - missing.length} trên ${total} câu. Còn ${missing.length} câu chưa trả lời:`
    : `Đã trả lời cả ${total} câu.`;
  find("dialog-words").textContent = words;
  const list = find("dialog-list");
  list.hidden = !missing.length;
  list.replaceChildren(
    ...missing.map((item) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#cau-${item}`;
      link.textContent = String(item);
      link.setAttribute("aria-label", `Câu ${item}`);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        dialog.close();
        go(item, pressedBy(event));
      });
      line.append(link);
      return line;
    }),
  );
  find("dialog-error").hidden = true;
  if (dialog.showModal) dialog.showModal();
  else location.assign(form.action.split("#")[0] + "nop/");
}

async function handIn() {
  leaving = true;
  if (typing && !over) saver.choose(typing.item, responseOf(typing.item));
  const slow = setTimeout(() => {
    const error = find("dialog-error");
    error.hidden = false;
    error.textContent = "Mạng yếu, vẫn đang thử nộp. Đừng đóng trang này; nếu hết giờ, bài đã lưu sẽ tự nộp.";
  }, 4000);
  const reply = await saver.handIn();
  clearTimeout(slow);
  if (reply.receipt || ["closed", "late", "unknown"].includes(reply.refused)) {
    toReceipt();
    return;
  }
  leaving = false;
  const error = find("dialog-error");
  error.hidden = false;
  error.textContent = "Chưa nộp được. Hãy tải lại trang rồi nộp lại; câu đã lưu vẫn còn.";
  find("dialog-yes").disabled = false;
}

find("dialog-yes").addEventListener("click", () => {
  find("dialog-yes").disabled = true;
  handIn();
});
find("dialog-no").addEventListener("click", () => dialog.close());

// --- the countdown ----------------------------------------------------------------------------------

const countdown = find("countdown");
const announced = new Set();

function tick() {
  const left = clock.left(deadline);
  const text = spell(left);
  const strong = countdown.firstElementChild;
  if (strong.textContent !== text) strong.textContent = text;
  countdown.dataset.state = left < LOW_MS ? "low" : "";
  for (const limit of ANNOUNCED_MS) {
    if (left <= limit && left > limit - 3000 && !announced.has(limit)) {
      announced.add(limit);
      find("announce").textContent = `Còn ${limit / 60_000} phút`;
    }
  }
  if (left <= 0 && !over) end();
  // More time was given while the page had closed itself: open it again.
  if (left > 0 && over && !leaving) reopen();
}

function end() {
  if (typing) saver.choose(typing.item, responseOf(typing.item));
  typing = null;
  over = true;
  for (const question of questions) question.disabled = true;
  find("finish").hidden = true;
  if (dialog.open) dialog.close();
  const words = "Đã hết giờ. Bài đã lưu đang được nộp.";
  find("announce").textContent = words;
  find("save-words").textContent = words;
  if (leaving) return;
  // Nothing waits: come spread over a second, thousands end at the same instant.
  setTimeout(handIn, saver.waiting() ? 0 : Math.random() * 1000);
}

function reopen() {
  over = false;
  for (const question of questions) question.disabled = false;
  find("finish").hidden = false;
}

// --- other devices ----------------------------------------------------------------------------------

let polling = 0;

function poll(soon = false) {
  clearTimeout(polling);
  if (document.visibilityState !== "visible" || leaving || signedOut) return;
  polling = setTimeout(async () => {
    await look();
    poll();
  }, soon ? 0 : data.poll_ms);
}

function start() {
  countdown.replaceChildren(document.createElement("strong"), " còn lại");
  turn(ask);
  find("finish").addEventListener("click", ask);
  form.addEventListener("change", chosen);
  form.addEventListener("input", typed);
  const waiting = saver.store.load();
  for (const answer of waiting) {
    // Chosen before a reload and not yet acknowledged: shown as it was left.
    const question = answer.i && questionOf(answer.i);
    if (question) drawAnswer(question, answer.r);
  }
  saver.at = data.saved_at_ms || null;
  count();
  showState({ state: waiting.length ? "sending" : "saved", at: saver.at });
  tick();
  setInterval(tick, 250);
  poll(true);
  document.addEventListener("visibilitychange", () => poll(true));
  window.addEventListener("focus", () => poll(true));
  window.addEventListener("pageshow", (event) => event.persisted && poll(true));
  window.addEventListener("online", () => {
    saver.wake();
    poll(true);
  });
  window.addEventListener("offline", () => saver.waiting() && showState({ state: "offline" }));
  window.addEventListener("beforeunload", (event) => {
    if (saver.waiting() && !leaving) event.preventDefault();
  });
}

start();
