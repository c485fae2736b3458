// The boards of an Olympia-style programme: whose turn, packages and star, rows and keyword.

import * as view from "../core/live-view.js";
import { el, icon } from "./dom.js";
import { question } from "./screens.js";

function strip({ units = [], turn, star, stars = [] }) {
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
  return el("span.cells", {}, Array.from({ length: letters }, (_, place) => el("span", {}, word?.[place] ?? "")));
}

function obstacle({ rows, keyword }) {
  return el(
    "section.obstacle",
    {},
    el("ol.rows", {}, rows.map(([letters, open, word, by], place) => el(
      `li${open ? ".is-open" : ""}`,
      {},
      el("span.line-place", {}, String(place + 1)),
      cells(letters, word),
      el("span.row-by", {}, by || (open ? "không có đáp án đúng" : "")),
    ))),
    keyword
      ? el(
          "p.keyword",
          {},
          el("span", {}, keyword.word ? "Từ khoá" : `Từ khoá ${keyword.letters} chữ cái`),
          keyword.word ? el("strong", {}, keyword.word) : null,
          el("span", {}, keyword.by ? `${keyword.by} trả lời đúng` : keyword.worth ? `${view.points(keyword.worth)} điểm` : ""),
        )
      : null,
  );
}

function packages(list) {
  return el("ol.packages", {}, list.map(([name, worths]) => el("li", {}, el("strong", {}, name), el("span", {}, worths.map(view.points).join(" + ")))));
}

/** The question with what belongs to its segment, or the board of the segment before a question. */
export function olympia(state, clock) {
  const { olympia: told } = state;
  const isAsked = Boolean(state.question) && view.screenOf(state) === "question";
  const made = isAsked
    ? question(state, clock)
    : {
        node: el("div.question-screen", {}, el("div.asked", {}, el("h1", {}, told.turn ? `Lượt của ${told.turn[1]}` : state.segment.title))),
        levels: [[96, 44, 34], [72, 40, 30], [56, 36, 28], [44, 30, 26]],
      };
  if (told.rows && !state.question?.options?.length) made.node.append(obstacle(told));
  if (told.packages && !isAsked) made.node.append(packages(told.packages));
  if (told.turn && isAsked) {
    made.node.prepend(el("p.whose", {}, `Lượt của ${told.turn[1]}`, told.left ? `, còn ${told.left} câu` : "", told.star === told.turn[0] ? " · Ngôi sao hy vọng" : ""));
  }
  if (told.units?.length) made.node.append(strip(told));
  return made;
}
