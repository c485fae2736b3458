// Pieces of the console. Nodes only; what is done is the page's.

import * as view from "../core/live-view.js";
import { el } from "./dom.js";

const SEES = {
  lobby: "Mã phòng, mã QR và tên người vào",
  intro: "Tên phần thi và luật chơi",
  question: "Câu hỏi và đồng hồ",
  reveal: "Đáp án, số người chọn và căn cứ",
  board: "Bảng xếp hạng",
  bell: "Sàn thi: ai còn, ai đã rời sàn",
  podium: "Vinh danh",
  pause: "Màn hình tạm nghỉ",
};
const PLAYERS_SEE = {
  lobby: "Chờ bắt đầu",
  intro: "Luật chơi của phần thi",
  question: "Câu hỏi và các phương án để chọn",
  reveal: "Đáp án, điểm của mình và căn cứ",
  board: "Điểm và hạng của mình",
  bell: "Điểm và hạng của mình",
  podium: "Kết quả của mình",
  pause: "Màn hình tạm nghỉ",
};

/** Right options are marked only where the frame tells them. */
function optionList(question, right, counts) {
  const shown = view.options({ question, reveal: right ? { right, counts, none: 0 } : null });
  return shown.length
    ? el("ul.host-options", {}, shown.map((one) => el(
        `li${one.right || one.truth ? ".is-right" : ""}`,
        {},
        el("strong", {}, one.letter),
        el("span", {}, one.text, one.right ? " (đáp án)" : one.truth === null ? "" : one.truth ? " (Đúng)" : " (Sai)"),
        one.count === null ? el("span") : el("span", {}, view.number(one.count)),
      )))
    : right ? el("p", {}, "Đáp án: ", el("strong", {}, right)) : null;
}

export function count(box, counted) {
  const line = box.querySelector("[data-count]");
  if (line) line.textContent = `${view.number(counted.answered)} trên ${view.number(counted.of)} người đã trả lời`;
}

function speaker(state, { give, wish, may, trips }) {
  const { buzz, olympia } = state;
  const nodes = [];
  const judge = (player, right) => give("judge", { player, right });
  const turn = buzz?.turn || olympia?.turn?.[0];
  if (turn && may.has("judge")) {
    const name = buzz?.queue?.find(([id]) => id === turn)?.[1] ?? olympia?.turn?.[1] ?? "";
    nodes.push(el("p.row", {}, el("strong", {}, `${name} trả lời:`), el("button.btn.primary", { type: "button", onclick: () => judge(turn, true) }, "Đúng"), el("button.btn.danger", { type: "button", onclick: () => judge(turn, false) }, "Sai")));
  }
  if (buzz) {
    nodes.push(el("h3", {}, buzz.armed ? "Đang cho bấm chuông" : "Chưa cho bấm chuông"), el("ol.queue", {}, (buzz.queue ?? []).map(([id, name, behind, locked], place) => {
      const trip = trips.find(([who]) => who === name)?.[1];
      return el("li", {}, el("span", {}, `${place + 1}. ${name}`, locked ? " (bấm sớm)" : place ? ` (${view.margin(behind)})` : "", trip === undefined ? "" : `, đường truyền ${trip} ms`), may.has("give_turn") && id !== turn ? el("button.btn.slim", { type: "button", onclick: () => give("give_turn", { player: id }) }, "Cho trả lời") : null);
    })));
  }
  if (olympia?.units) {
    nodes.push(el("ol.queue", {}, olympia.units.map(([id, name, milli]) => el(
      "li",
      {},
      el("span", {}, `${name}: ${view.points(milli)} điểm`, olympia.star === id ? " (ngôi sao hy vọng)" : ""),
      may.has("give_turn") && id !== turn ? el("button.btn.slim", { type: "button", onclick: () => give("give_turn", { player: id }) }, "Đến lượt") : null,
      may.has("star") && !olympia.stars?.includes(id) && id === turn ? el("button.btn.slim", { type: "button", onclick: () => give("star", { player: id }) }, "Đặt ngôi sao") : null,
      may.has("keyword") ? el("button.btn.slim", { type: "button", onclick: () => give("keyword", { player: id, right: true }) }, "Đúng từ khoá") : null,
      may.has("keyword") ? el("button.btn.slim", { type: "button", onclick: () => give("keyword", { player: id, right: false }) }, "Sai từ khoá") : null,
    ))));
  }
  if (may.has("package")) nodes.push(el("p.row", {}, (olympia?.packages ?? []).map(([name], place) => el("button.btn.slim", { type: "button", onclick: () => give("package", { value: place }) }, name))));
  if (may.has("open_row")) nodes.push(el("p.row", {}, (olympia?.rows ?? []).map(([, open], place) => el("button.btn.slim", { type: "button", disabled: Boolean(open), onclick: () => give("open_row", { row: place }) }, `Mở hàng ${place + 1}`))));
  if (may.has("rescue")) nodes.push(el("p", {}, el("button.btn.slim", { type: "button", onclick: () => wish("rescue") }, "Cứu trợ theo luật đã định")));
  return nodes;
}

export function now(state, context) {
  const { counted, lobby } = context;
  const screen = view.screenOf(state);
  const nodes = [];
  if (screen === "lobby") {
    nodes.push(el("p.now-clock", {}, el("strong", {}, view.number(lobby?.players ?? counted.of)), "người đã vào phòng"));
    if (lobby?.by?.length) nodes.push(el("ul", {}, lobby.by.slice(0, 12).map(([name, many]) => el("li", {}, `${name}: ${view.number(many)}`))));
  } else if (state.question) {
    nodes.push(
      el("p.quiet", {}, `${view.questionLine(state.question)}${state.question.critical ? ", câu điểm liệt" : ""}`),
      el("p.stem", {}, state.question.stem),
    );
    if (state.phase === "asking") nodes.push(el("p.now-clock", {}, el("strong", { "data-clock": true }), "giây còn lại"));
    const list = optionList(state.question, state.reveal?.right ?? state.key?.right, state.reveal?.counts);
    if (list) nodes.push(list);
    if (state.key?.accepted) nodes.push(el("p.small.quiet", {}, `Cũng đúng: ${state.key.accepted}`));
    if (state.key?.note) nodes.push(el("p.speaker", {}, state.key.note));
    if (!state.question.spoken) nodes.push(el("p", { "data-count": true }, `${view.number(counted.answered)} trên ${view.number(counted.of)} người đã trả lời`));
  } else if (state.segment) {
    nodes.push(el("p.stem", {}, state.segment.title), el("ol", {}, (state.segment.rules ?? []).map((rule) => el("li", {}, rule))));
  }
  nodes.push(...speaker(state, context));
  if (state.board?.rows?.length && ["board", "podium", "ended"].includes(state.phase)) {
    nodes.push(el("ol", {}, view.boardRows(state.board.rows).map((row) => el("li", {}, `${row.name}: ${row.points} điểm`))));
  }
  nodes.push(el("p.seen-by", {}, `Màn chiếu: ${SEES[screen]}.`, el("br"), `Điện thoại: ${PLAYERS_SEE[screen]}.`));
  return nodes;
}

export function next(told) {
  if (!told) return [el("p.quiet", {}, "Không còn câu nào trong phần này.")];
  return [
    el("p.next-stem", {}, told.stem),
    optionList({ kind: told.kind ?? "single", options: told.options ?? [] }, told.right, null),
    told.citation ? el("p.small.quiet", {}, `Căn cứ: ${told.citation}`) : null,
    told.note ? el("p.speaker", {}, told.note) : null,
  ].filter(Boolean);
}

export function log(lines, data) {
  return [...lines].reverse().map((line) => {
    const at = new Date(line.at / 1000).toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
    return el("li", {}, el("time", {}, at), data.commands[line.name] ?? line.name, line.reason ? `: ${line.reason}` : "", line.by ? ` (${line.by})` : "");
  });
}

/** One player with what may be done to them. */
export function person(one, wish, back) {
  const act = (name) => el("button.btn.slim", { type: "button", onclick: () => wish(name, { player: one.id }, { who: one.name }) }, { adjust: "Chỉnh điểm", rename: "Đổi tên", hide_name: "Ẩn tên", show_name: "Hiện tên", remove: "Đưa ra" }[name]);
  return el("li", {}, el("span", {}, el("strong", {}, one.name), ` số ${one.number}`, one.unit ? `, ${one.unit}` : "", one.hidden ? " (đang ẩn tên)" : ""), act("adjust"), act("rename"), act(one.hidden ? "show_name" : "hide_name"), act("remove"), el("a.btn.slim", { href: `${back}${one.number}/`, target: "_blank", rel: "noopener" }, "Mã vào lại"));
}
