// The paper on this page: its questions, what is ticked and written in them.

import { readPrediction } from "../core/prediction.js";
import { drawAnswer, readAnswer } from "./answers.js";

export const data = JSON.parse(document.querySelector("#paper-data").textContent);
export const form = document.querySelector("#paper");
export const questions = [...form.querySelectorAll("[data-item]")];
export const total = questions.filter((one) => one.dataset.item !== "0").length;

/** The one element of this page that is called so. */
export const find = (name) => document.querySelector(`[data-${name}]`);

export const questionOf = (item) => questions.find((one) => one.dataset.item === String(item));

/** What is chosen now for a question, as it is sent. */
export function responseOf(item) {
  if (item === 0) return predictionNow();
  return readAnswer(questionOf(item));
}

function predictionNow() {
  const read = readPrediction(data.prediction, form.elements.q0.value);
  return read.error ? "" : read.value;
}

/** Tick what the server holds, except the items that this device knows better. */
export function draw(answers, waiting) {
  for (const question of questions) {
    const item = Number(question.dataset.item);
    if (waiting.has(item)) continue;
    const wanted = answers[item] ?? "";
    if (item === 0) {
      const field = form.elements.q0;
      if (document.activeElement !== field && predictionNow() !== wanted) field.value = predictionText(wanted);
      continue;
    }
    drawAnswer(question, wanted);
  }
  count();
}

function predictionText(stored) {
  if (!stored || data.prediction !== "P4") return stored;
  const digits = stored.padStart(6, "0");
  return `${digits.slice(0, -5)},${digits.slice(-5)}`.replace(/,?0+$/, (tail) => (tail.startsWith(",") ? "" : tail.replace(/0+$/, "")));
}

/** The questions without an answer, prediction apart. */
export function unanswered() {
  return questions.map((one) => Number(one.dataset.item)).filter((item) => item && !responseOf(item));
}

/** Say how many are answered, in the bar and in the navigator. */
export function count() {
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

/** Whether the prediction can be taken; what is wrong with it stands beside it. */
export function checkPrediction() {
  const field = form.elements.q0;
  const read = readPrediction(data.prediction, field.value);
  const error = document.querySelector("#q0-error");
  error.hidden = !read.error;
  error.textContent = read.error ? data.sentences[read.error] : "";
  if (read.error) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  return !read.error;
}
