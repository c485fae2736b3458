// Sitting a paper: one question per screen, each choice saved at once, time by the server's clock.
// Without this script the same page is one form; nothing here decides anything.

import { ServerClock, spell } from "../core/clock.js";
import { readPrediction } from "../core/prediction.js";
import { Saver } from "../core/saver.js";
import { drawAnswer, readAnswer } from "./sitting-answers.js";

const LOW_MS = 5 * 60_000;
const ANNOUNCED_MS = [5 * 60_000, 60_000];
const WORDS_REFUSED = {
  late: "Câu trả lời đến sau khi hết giờ nên không được tính",
  closed: "Bài này đã nộp nên không nhận thêm câu trả lời",
};

const data = JSON.parse(document.querySelector("#paper-data").textContent);
const form = document.querySelector("#paper");
const find = (name) => document.querySelector(`[data-${name}]`);
const questions = [...form.querySelectorAll("[data-item]")];
const total = questions.filter((one) => one.dataset.item !== "0").length;

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

/** The paper as the server has it now; null when it cannot be asked. */
async function look() {
  const before = choices;
  const sent = clock.monotonic();
  let reply;
  try {
    const response = await fetch(data.status_url, { cache: "no-store", credentials: "same-origin" });
    if (response.status === 403 || response.status === 404) {
      signedOut = true;
      showState(saver);
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
  if (choices === before) draw(reply.answers);
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

// --- what is shown ----------------------------------------------------------------------------------

function timeOf(ms) {
  const local = new Date(ms + 7 * 3600_000); // Viet Nam, whatever this device believes
  return local.toISOString().slice(11, 19);
}

function showState({ state, waiting = saver.waiting(), at, code, lost, lasting = true }) {
  const words = find("save-words");
  let shown = state;
  let text;
  const failed = [...(lost ?? [])].map(([item]) => (item ? `câu ${item}` : "câu dự đoán"));
  if (signedOut) {
    shown = "refused";
    text = "Máy này không còn quyền làm bài. Hãy nhập lại mã dự thi.";
  } else if (state === "offline") {
    text = `Mất mạng: ${waiting} câu đang chờ gửi, đừng đóng trang này`;
    if (!lasting) text += ". Máy không cho lưu tạm, hãy giữ trang mở";
  } else if (state === "refused" || failed.length) {
    shown = "refused";
    text = WORDS_REFUSED[code] ?? `Chưa lưu được ${failed.join(", ") || "câu vừa chọn"}. Hãy tải lại trang`;
    if (code === "late" || code === "closed") setTimeout(toReceipt, 1500);
  } else if (state === "sending") {
    text = "Đang lưu";
  } else {
    shown = "saved";
    text = at ? `Đã lưu lúc ${timeOf(at)}` : "Chưa có câu nào được lưu";
  }
  const box = find("save-state");
  if (box.dataset.state !== shown) {
    box.dataset.state = shown;
    const icon = document.querySelector("[data-icons]").content.querySelector(`[data-icon=${shown}]`);
    find("save-icon").replaceChildren(...(at || shown !== "saved" ? icon.cloneNode(true).childNodes : []));
  }
  if (words.textContent !== text) words.textContent = text;
  if (signedOut && !words.querySelector("a")) {
    const link = document.createElement("a");
    link.href = data.continue_url;
    link.textContent = "Nhập mã dự thi";
    words.append(" ", link);
  }
}

function responseOf(item) {
  if (item === 0) return predictionNow();
  return readAnswer(questionOf(item));
}

const questionOf = (item) => questions.find((one) => one.dataset.item === String(item));

function predictionNow() {
  const read = readPrediction(data.prediction, form.elements.q0.value);
  return read.error ? "" : read.value;
}

/** Tick what the server holds, except where this device still has something to send. */
function draw(answers) {
  const waiting = new Set(saver.store.load().map((answer) => answer.i));
  for (const question of questions) {
    const item = Number(question.dataset.item);
    if (waiting.has(item)) continue;
    const wanted = answers[item] ?? "";
    if (item === 0) {
      const field = form.elements.q0;
      if (document.activeElement !== field && predictionNow() !== wanted) field.value = predictionText(wanted);
      continue;
    }
    if (typing?.item === item) continue;
    drawAnswer(question, wanted);
  }
  count();
}

function predictionText(stored) {
  if (!stored || data.prediction !== "P4") return stored;
  const digits = stored.padStart(6, "0");
  return `${digits.slice(0, -5)},${digits.slice(-5)}`.replace(/,?0+$/, (tail) => (tail.startsWith(",") ? "" : tail.replace(/0+$/, "")));
}

function unanswered() {
  return questions.map((one) => Number(one.dataset.item)).filter((item) => item && !responseOf(item));
}

function count() {
  const done = total - unanswered().length;
  const bar = find("progress");
  if (bar.value !== done) {
    bar.value = done;
    bar.setAttribute("aria-label", `Đã trả lời ${done} trên ${total} câu`);
  }
  for (const link of document.querySelectorAll("[data-navigator] [data-go]")) {
    link.classList.toggle("done", responseOf(Number(link.dataset.go)) !== "");
  }
}

// --- one question at a time -------------------------------------------------------------------------

const previous = find("previous");
const next = find("next");
const flag = find("flag");
const flagged = new Set();
let place = 0;

/** Turn to a question. `by`: what moved there; "load" moves neither focus nor the page. */
function show(index, by = "keyboard") {
  place = Math.max(0, Math.min(questions.length - 1, index));
  questions.forEach((one, number) => {
    one.hidden = number !== place;
  });
  const item = questions[place].dataset.item;
  previous.disabled = place === 0;
  const last = place === questions.length - 1;
  next.textContent = last ? "Xem lại bài" : "Câu tiếp";
  for (const link of document.querySelectorAll("[data-navigator] [data-go]")) {
    if (link.dataset.go === item) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  flag.setAttribute("aria-pressed", String(flagged.has(item)));
  // Kept beside the address, not in it: a fragment would have the browser scroll and focus there.
  history.replaceState({ item }, "", location.pathname + location.search);
  window.scrollTo(0, 0);
  // A ring round a whole question helps whoever comes by keyboard, and nobody else.
  if (by !== "load") questions[place].focus({ preventScroll: true, focusVisible: by === "keyboard" });
}

function go(item, by) {
  const index = questions.findIndex((one) => one.dataset.item === String(item));
  if (index >= 0) show(index, by);
}

/** What pressed a button or link: a click made by a key has no place on the screen. */
const pressedBy = (event) => (event.detail > 0 ? "pointer" : "keyboard");

function setUp() {
  find("navigator").hidden = false;
  find("intro").hidden = questions.some((one) => Number(one.dataset.item) && responseOf(Number(one.dataset.item)));
  find("finish").hidden = false;
  previous.type = next.type = "button";
  previous.textContent = "Câu trước";
  history.scrollRestoration = "manual";
  const wanted = /^#cau-(\d+)$/.exec(location.hash)?.[1] ?? history.state?.item;
  go(wanted ?? unanswered()[0] ?? questions[0].dataset.item, "load");
  previous.addEventListener("click", (event) => show(place - 1, pressedBy(event)));
  next.addEventListener("click", (event) => {
    if (place === questions.length - 1) ask();
    else show(place + 1, pressedBy(event));
  });
  find("finish").addEventListener("click", ask);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(place + 1);
  });
  form.addEventListener("change", chosen);
  form.addEventListener("input", typed);
  find("navigator").addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (!link) return;
    event.preventDefault();
    go(link.dataset.go, pressedBy(event));
  });
  flag.addEventListener("click", () => {
    const { item } = questions[place].dataset;
    if (!flagged.delete(item)) flagged.add(item);
    flag.setAttribute("aria-pressed", String(flagged.has(item)));
    const link = document.querySelector(`[data-navigator] [data-go="${item}"]`);
    link.classList.toggle("flagged", flagged.has(item));
    link.querySelector(".mark")?.remove();
    if (flagged.has(item)) {
      const words = document.createElement("span");
      words.className = "sr mark";
      words.textContent = " (đánh dấu xem lại)";
      link.append(words);
    }
  });
}

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

function checkPrediction() {
  const field = form.elements.q0;
  const read = readPrediction(data.prediction, field.value);
  const error = document.querySelector("#q0-error");
  error.hidden = !read.error;
  error.textContent = read.error ? data.sentences[read.error] : "";
  if (read.error) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  return !read.error;
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
  setUp();
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
