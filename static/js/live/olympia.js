// The boards of an Olympia-style programme: whose turn, packages and star, rows and keyword.

import * as view from "../core/live-view.js";
import { el, icon } from "./dom.js";
import { question } from "./screens.js";

const CELLS_MOST = 18; // a longer word is told by the number of its letters

/** The points of the few who play a programme. */
export function strip({ units = [], turn, star, stars = [] }) {
  return el(
    "ol.teams-strip",
    { "aria-label": "Điểm các đội" },
    units.map(([id, name, milli]) => el(
      `li${turn?.[0] === id ? ".has-turn" : ""}`,
      {},
      el("span", {}, name, star === id || stars.includes(id)
        ? el(`span.star-mark${star === id ? ".now" : ""}`, {}, icon("star"), el("span.sr", {}, star === id ? "đang đặt ngôi sao" : "đã dùng ngôi sao"))
        : null),
      el("strong", {}, view.points(milli)),
    )),
  );
}

function cells(letters, word) {
  const signs = [...(word ?? "").replaceAll(" ", "")];
  if (letters > CELLS_MOST) return el("span.row-word", {}, word ?? `${letters} chữ cái`);
  const boxes = Array.from({ length: letters }, (_, place) => el("span", {}, signs[place] ?? ""));
  return el("span.cells", word ? { role: "img", "aria-label": word } : { role: "img", "aria-label": `${letters} chữ cái` }, boxes);
}

function keywordBox({ letters, word, by, worth }) {
  return el(
    `div.keyword${word ? ".is-found" : ""}`,
    {},
    el("span", {}, word ? "Từ khóa" : `Từ khóa có ${letters} chữ cái`),
    el("strong", {}, word ?? `${view.points(worth)} điểm`),
    by ? el("span", {}, `${by} trả lời đúng`) : null,
  );
}

function obstacle({ rows, keyword, barred = [] }, asked) {
  return el(
    "section.obstacle",
    { "aria-label": "Các hàng ngang" },
    el("ol.rows", {}, rows.map(([letters, open, word, by], place) => el(
      `li${open ? ".is-open" : ""}${place === asked ? ".is-asked" : ""}`,
      {},
      el("span.line-place", {}, place === rows.length - 1 ? icon("star") : String(place + 1)),
      cells(letters, word),
      open ? el("span.row-by", {}, by || "không có ai trả lời đúng") : null,
    ))),
    keyword ? keywordBox(keyword) : null,
    barred.length ? el("p.barred", {}, `Đã sai từ khóa: ${barred.map(([, name]) => name).join(", ")}`) : null,
  );
}

function packages({ packages: list, worths = [], star, turn }) {
  if (!worths.length) {
    return el("ol.packages", {}, list.map(([name, sum]) => el("li", {}, el("strong", {}, name), el("span", {}, sum.map(view.points).join(" + ")))));
  }
  return el("ol.packages.chosen", {}, worths.map((worth, place) => el(
    "li",
    {},
    el("span", {}, place ? "Câu sau" : "Câu tới"),
    el("strong", {}, `${view.points(worth)} điểm`),
    place === 0 && turn && star === turn[0] ? el("span.hope", {}, icon("star"), "Ngôi sao hy vọng") : null,
  )));
}

/** Whose turn it is, what is at stake, what is left. */
function whose(state) {
  const { olympia: told, question: asked, segment } = state;
  const parts = [el("strong", {}, `Lượt của ${told.turn[1]}`)];
  if (segment?.mode === "packages") parts.push(` · câu ${view.points(asked.max)} điểm`);
  if (told.left) parts.push(` · còn ${told.left} câu`);
  if (told.star === told.turn[0]) parts.push(el("span.hope", {}, icon("star"), "Ngôi sao hy vọng"));
  return el("p.whose", {}, parts);
}

/** The question with what belongs to its segment, or the board of the segment before a question. */
export function olympia(state, clock) {
  const { olympia: told, segment } = state;
  const isAsked = Boolean(state.question) && view.screenOf(state) === "question";
  const made = isAsked
    ? question(state, clock)
    : {
        node: el(`div.question-screen${told.packages || told.rows ? "" : ".calling"}`, {}, el("div.asked", {}, el("h1", {}, told.turn ? `Lượt của ${told.turn[1]}` : segment.title))),
        levels: [[96, 44, 34], [72, 40, 30], [56, 36, 28], [44, 30, 26]],
      };
  const { node } = made;
  if (told.rows) {
    node.classList.add("with-rows");
    const board = obstacle(told, isAsked ? told.asked : -1);
    const queue = node.querySelector(".presses");
    if (queue) board.append(queue);
    node.append(board);
  }
  if (told.packages && !isAsked) node.append(packages(told));
  if (told.turn && isAsked) node.prepend(whose(state));
  if (told.units?.length) node.append(strip(told));
  return made;
}
