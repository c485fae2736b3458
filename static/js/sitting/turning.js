// One question at a time: turning, the navigator, what is flagged to be looked at again.

import { find, form, questions, responseOf, unanswered } from "./paper.js";

const previous = find("previous");
const next = find("next");
const flag = find("flag");
const flagged = new Set();
let place = 0;

/** Turn to a place. `by`: what moved there; "load" moves neither focus nor the page. */
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

/** Turn to the question `item`. */
export function go(item, by) {
  const index = questions.findIndex((one) => one.dataset.item === String(item));
  if (index >= 0) show(index, by);
}

/** What pressed a button or link: a click made by a key has no place on the screen. */
export const pressedBy = (event) => (event.detail > 0 ? "pointer" : "keyboard");

/** Make the one long form a page at a time; `ask` is called past the last question. */
export function turn(ask) {
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
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(place + 1);
  });
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
