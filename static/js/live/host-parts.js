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

/** A small button of the console; its key lets the focus find it again. */
function act(words, key, onclick, { look = "slim", letter = null, disabled = false } = {}) {
  return el(`button.btn.${look}`, { type: "button", "data-key": key, onclick, disabled }, words, letter ? el("kbd", {}, letter) : null);
}

/** Whose answer the host judges now: {id, name}, or null. */
export function judged(state) {
  const { buzz, olympia } = state;
  const id = buzz?.turn || (buzz ? 0 : olympia?.turn?.[0]);
  if (!id || !state.commands?.includes("judge") || state.phase !== "asking") return null;
  const name = buzz?.queue?.find(([one]) => one === id)?.[1] ?? olympia?.units?.find(([one]) => one === id)?.[1] ?? "";
  return { id, name };
}

function verdict(state, give) {
  const { buzz, olympia, segment } = state;
  const who = judged(state);
  const name = segment?.mode === "obstacle" ? "keyword" : "judge";
  const nodes = [];
  if (who && name === "judge") {
    const over = buzz?.over ?? olympia?.over;
    nodes.push(
      el("p.judge-who", {}, el("strong", {}, who.name), over ? " hết thời gian trả lời." : " đang trả lời."),
      el(
        "p.row",
        {},
        act("Đúng", `judge:${who.id}:1`, () => give("judge", { player: who.id, right: true }), { look: "primary", letter: "1" }),
        act("Sai", `judge:${who.id}:0`, () => give("judge", { player: who.id, right: false }), { look: "danger", letter: "0" }),
      ),
    );
  }
  if (buzz?.tied?.length) {
    nodes.push(el("p.notice.warning", {}, `${buzz.tied.length} người bấm cùng lúc đến phần nghìn giây. Bạn quyết định ai trả lời trước.`));
  }
  return nodes;
}

function queue(state, { give, may, trips }) {
  const { buzz, segment, olympia } = state;
  const barred = new Set((olympia?.barred ?? []).map(([id]) => id));
  const isRow = segment?.mode === "obstacle";
  const lines = view.presses(buzz).map((one) => {
    const trip = trips.find(([who]) => who === one.name)?.[1];
    const done = one.is === "right" || one.is === "wrong";
    // The word of the judges may be changed until the next question.
    const other = one.is === "wrong";
    return el(
      `li${one.is ? `.is-${one.is}` : ""}`,
      { "data-key": `press:${one.id}` },
      el("span", {}, el("strong", {}, one.is === "locked" ? one.name : `${one.place}. ${one.name}`), `, ${one.words}`, trip === undefined ? "" : el("small", {}, ` (đường truyền ${trip} ms)`)),
      isRow && may.has("keyword") && !barred.has(one.id) ? keyword(one.id, give) : null,
      !isRow && may.has("give_turn") && one.is !== "turn" && !done ? act("Cho trả lời", `turn:${one.id}`, () => give("give_turn", { player: one.id })) : null,
      !isRow && may.has("judge") && done ? act(other ? "Chấm lại: đúng" : "Chấm lại: sai", `again:${one.id}`, () => give("judge", { player: one.id, right: other })) : null,
    );
  });
  const words = isRow ? "Bấm chuông xin trả lời từ khóa" : buzz.armed ? "Đang cho bấm chuông" : "Chưa cho bấm chuông";
  const waiting = trips.filter(([who]) => !buzz.queue?.some(([, name]) => name === who));
  return [
    el("h3", {}, words),
    lines.length ? el("ol.queue", {}, lines) : el("p.quiet", {}, "Chưa ai bấm."),
    waiting.length ? el("p.small.quiet", {}, `Đường truyền: ${waiting.map(([who, ms]) => `${who} ${ms} ms`).join(", ")}`) : null,
  ].filter(Boolean);
}

function keyword(id, give) {
  return el(
    "span.row",
    {},
    act("Đúng từ khóa", `key:${id}:1`, () => give("keyword", { player: id, right: true })),
    act("Sai từ khóa", `key:${id}:0`, () => give("keyword", { player: id, right: false })),
  );
}

function teams(state, { give, may }) {
  const { olympia, segment } = state;
  const { units, turn, star, stars = [], had = [], barred = [] } = olympia;
  const out = new Set(barred.map(([id]) => id));
  const isBetween = state.phase !== "asking";
  return el("ol.queue", {}, units.map(([id, name, milli]) => el(
    "li",
    { "data-key": `unit:${id}` },
    el("span", {}, el("strong", {}, name), `: ${view.points(milli)} điểm`, star === id ? ", ngôi sao hy vọng" : "", turn?.[0] === id ? ", đang có lượt" : had.includes(id) ? ", đã qua lượt" : "", out.has(id) ? ", đã sai từ khóa" : ""),
    may.has("give_turn") && isBetween && !had.includes(id) ? act("Đến lượt", `turn:${id}`, () => give("give_turn", { player: id })) : null,
    may.has("star") && !stars.includes(id) && id === turn?.[0] ? act("Đặt ngôi sao", `star:${id}`, () => give("star", { player: id })) : null,
    segment?.mode === "obstacle" && may.has("keyword") && !out.has(id) && !state.buzz?.queue?.some(([one]) => one === id) ? keyword(id, give) : null,
  )));
}

/** What a mode asks of the host beside the plain commands. */
function speaker(state, context) {
  const { give, wish, may } = context;
  const { buzz, olympia, bell } = state;
  const nodes = [];
  if (may.has("package")) {
    nodes.push(
      el("h3", {}, `${olympia.turn?.[1] ?? ""} chọn gói`),
      el("p.row", {}, (olympia.packages ?? []).map(([name, worths], place) => act(`${name} (${worths.map(view.points).join(" + ")})`, `package:${place}`, () => give("package", { value: place })))),
    );
  }
  if (may.has("open_row")) {
    nodes.push(
      el("h3", {}, "Chọn hàng ngang"),
      el("p.row", {}, (olympia?.rows ?? []).slice(0, -1).map(([letters, open], place) => act(`Hàng ${place + 1} (${letters} chữ cái)`, `row:${place}`, () => give("open_row", { row: place }), { disabled: Boolean(open) }))),
    );
  }
  if (buzz) nodes.push(...queue(state, context));
  if (olympia?.units) nodes.push(teams(state, context));
  if (may.has("rescue")) nodes.push(el("p", {}, act("Cứu trợ", "rescue", () => wish("rescue"))));
  if (bell?.tied?.length) {
    nodes.push(el("h3", {}, `Bằng nhau ở ${bell.seats} chỗ cuối`), el("p", {}, bell.tied.map(([, name]) => name).join(", ")));
  }
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
    if (state.phase === "asking") nodes.push(el("p.now-clock", {}, el("strong", { "data-clock": true }), el("span", { "data-clock-of": true }, "giây còn lại")));
    nodes.push(...verdict(state, context.give));
    const list = optionList(state.question, state.reveal?.right ?? state.key?.right, state.reveal?.counts);
    if (list) nodes.push(list);
    if (state.key?.accepted) nodes.push(el("p.small.quiet", {}, `Cũng đúng: ${state.key.accepted}`));
    if (state.key?.note) nodes.push(el("p.speaker", {}, state.key.note));
    if (!state.question.spoken && ["asking", "closed"].includes(state.phase)) nodes.push(el("p", { "data-count": true }, `${view.number(counted.answered)} trên ${view.number(counted.of)} người đã trả lời`));
  } else if (state.segment) {
    nodes.push(el("p.stem", {}, state.segment.title));
    if (state.narrows) nodes.push(el("p.notice.warning", {}, `Phần này loại người chơi: ai bị loại thì từ phần ${state.narrows} chỉ xem, không trả lời và không bấm chuông.`));
    if (!state.olympia?.turn) nodes.push(el("ol", {}, (state.segment.rules ?? []).map((rule) => el("li", {}, rule))));
  }
  nodes.push(...speaker(state, context));
  if (state.board?.rows?.length && ["board", "podium", "ended"].includes(state.phase)) {
    nodes.push(el("ol.standing", {}, view.boardRows(state.board.rows).map((row) => el("li", {}, el("span", {}, `${row.place}. ${row.name}`), el("strong", {}, row.points)))));
  }
  nodes.push(el("p.seen-by", {}, `Màn chiếu: ${SEES[screen]}.`, el("br"), `Điện thoại: ${PLAYERS_SEE[screen]}.`));
  return nodes;
}

export function next({ next: told, phase }, awaited) {
  if (!told && phase === "lobby") return [el("p.quiet", {}, "Câu đầu tiên hiện ở đây khi bắt đầu.")];
  if (!told) return [el("p.quiet", {}, { package: "Chưa biết câu nào: hãy chọn gói.", give_turn: "Chưa biết câu nào: hãy trao lượt." }[awaited] ?? "Không còn câu nào trong phần này.")];
  return [
    el("p.next-stem", {}, told.stem),
    optionList({ kind: told.kind, options: told.options ?? [] }, told.right, null),
    told.citation ? el("p.small.quiet", {}, `Căn cứ: ${told.citation}`) : null,
    told.note ? el("p.speaker", {}, told.note) : null,
  ].filter(Boolean);
}

export function log(lines, data) {
  return [...lines].reverse().map((line) => {
    const at = new Date(line.at / 1000).toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
    return el("li", {}, el("time", {}, at), data.commands[line.name] ?? line.name, line.args?.reason ? `: ${line.args.reason}` : "", line.by ? ` (${line.by})` : "");
  });
}

/** One player with what may be done to them. */
export function person(one, wish, back) {
  const button = (name) => act({ adjust: "Chỉnh điểm", rename: "Đổi tên", hide_name: "Ẩn tên", show_name: "Hiện tên", remove: "Đưa ra" }[name], `${name}:${one.id}`, () => wish(name, { player: one.id }, { who: one.name }));
  return el("li", {}, el("span", {}, el("strong", {}, one.name), ` số ${one.number}`, one.unit ? `, ${one.unit}` : "", one.hidden ? " (đang ẩn tên)" : ""), button("adjust"), button("rename"), button(one.hidden ? "show_name" : "hide_name"), button("remove"), el("a.btn.slim", { href: `${back}${one.number}/`, target: "_blank", rel: "noopener", "data-key": `back:${one.id}` }, "Mã vào lại"));
}
