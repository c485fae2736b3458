// What the player's phone shows of each state. Nodes only; what is done with a tap is the page's.

import * as view from "../core/live-view.js";
import { el, icon } from "./dom.js";

const heading = (words) => el("h1", { tabindex: "-1" }, words);

function rules(state) {
  const told = state.segment?.rules ?? [];
  return told.length ? el("ol.rules", {}, told.map((rule) => el("li", {}, rule))) : null;
}

export function lobby(state, own) {
  return el(
    "div.still",
    {},
    heading("Bạn đã vào phòng"),
    own.name ? el("p", {}, "Tên trên màn chiếu: ", el("strong", {}, own.name)) : null,
    el("p.quiet", {}, "Chờ người dẫn bắt đầu. Giữ trang này mở; máy ngủ hay mất mạng thì mở lại là thi tiếp."),
  );
}

export function intro(state) {
  return el("div", {}, el("p.eyebrow", {}, state.segment.of > 1 ? `Phần thi ${state.segment.i} trên ${state.segment.of}` : "Phần thi"), heading(state.segment.title), rules(state));
}

/** Somebody has been called and no question of theirs was asked yet. */
export function called({ olympia, segment }, player) {
  const [id, name] = olympia.turn;
  return el("div.still", {}, heading(id === player ? "Đến lượt bạn" : `Lượt của ${name}`), el("p.quiet", {}, segment.title));
}

export function pause() {
  return el("div.still", {}, heading("Tạm nghỉ"), el("p.quiet", {}, "Thời gian đang dừng. Cuộc thi sẽ tiếp tục trong ít phút."));
}

// Not `disabled`, which takes the focus away from who has just answered; taps are guarded by the page.
const shut = (isShut) => ({ "aria-disabled": String(isShut) });

function option(one, { chosen, disabled, onclick, told }) {
  const mark = told ? (one.right ? ".right" : chosen ? ".wrong" : "") : "";
  const note = told ? (one.right ? (chosen ? "Đáp án đúng, bạn đã chọn" : "Đáp án đúng") : chosen ? "Bạn đã chọn" : "") : "";
  return el(
    `button.tap.option.opt-${one.letter.toLowerCase()}${mark}`,
    { type: "button", "data-letter": one.letter, "data-key": `option:${one.letter}`, "aria-pressed": String(chosen), ...(told ? { disabled } : shut(disabled)), onclick },
    el("span.option-body", {}, el("span.letter", {}, one.letter), el("span", {}, one.text, note ? el("span.option-note", {}, note) : null)),
  );
}

function picture(state) {
  const shown = state.question.picture;
  return shown ? el("figure", {}, el("img", { src: shown.src, alt: shown.alt, width: shown.w || undefined, height: shown.h || undefined })) : null;
}

const myLine = (buzz, player) => buzz?.queue?.find(([id, , , locked]) => id === player && !locked) ?? null;
const lockedUntil = (buzz, player) => (buzz.queue?.find(([id, , , until]) => id === player && until)?.[3] ?? 0) / 1000;

/** Whether a wrong keyword has ended this part for the player. */
export const isBarred = (state, player) => Boolean(state.olympia?.barred?.some(([id]) => id === player));

/** Whether others part a tie among themselves. */
const isApart = (state, player) => Boolean(state.bell?.tied && !state.bell.tied.some(([id]) => id === player));

/** Whether a press would count at `nowMs` (or, before the word of the host, would be an early one). */
export function mayPress(state, player, nowMs) {
  const { buzz } = state;
  if (!buzz || isBarred(state, player) || state.olympia?.turn?.[0] === player) return false;
  if (!buzz.armed && state.phase !== "reading") return false;
  if (isApart(state, player)) return false;
  return !myLine(buzz, player) && nowMs >= lockedUntil(buzz, player);
}

/** Where the player stands among those who pressed. */
function standing(state, player, nowMs) {
  const { buzz, olympia } = state;
  const mine = view.presses(buzz).find((one) => one.id === player && one.is !== "locked");
  if (mine?.is === "right") return "Bạn trả lời đúng.";
  if (mine?.is === "wrong") return "Bạn trả lời chưa đúng.";
  if (buzz.turn === player) return "Mời bạn trả lời.";
  if (mine?.is === "tied") return "Bạn và người khác bấm cùng lúc, chờ người dẫn quyết định.";
  if (mine) return mine.place === 1 ? "Bạn bấm đầu tiên." : `Bạn bấm thứ ${mine.place}, ${mine.words}.`;
  if (lockedUntil(buzz, player) > nowMs) return "Bạn bấm trước hiệu lệnh, chuông bị khóa vài giây.";
  if (isApart(state, player)) return "Câu hỏi phụ chỉ dành cho những người bằng nhau.";
  if (olympia?.turn?.[0] === player) return "Đội khác đang được giành quyền trả lời.";
  const other = buzz.queue?.find(([id]) => id === buzz.turn);
  return other ? `${other[1]} đang trả lời.` : "";
}

function bell(state, act, words) {
  const isMine = state.buzz.turn === act.player;
  return el(
    "div.ring-bell",
    {},
    el(`p.bell-words${isMine ? ".is-mine" : ""}`, {}, standing(state, act.player, act.now())),
    el("button.press", { type: "button", "data-key": "press", ...shut(!act.mayPress()), onclick: act.press }, icon("bell"), el("span", {}, words)),
  );
}

/** A spoken question: the options to read along, whose turn it is, or the bell. */
function aloud(state, act) {
  const { buzz, olympia } = state;
  const list = view.options(state);
  const mine = olympia?.turn?.[0] === act.player;
  const whose = mine ? "Đến lượt bạn: trả lời bằng lời." : olympia?.turn ? `Lượt của ${olympia.turn[1]}, trả lời bằng lời.` : "Trả lời bằng lời khi được gọi.";
  return [
    buzz ? bell(state, act, "Bấm chuông") : el(`p.notice${mine ? ".success" : ""}`, {}, icon(mine ? "bell" : "none"), el("span", {}, whose)),
    list.length ? el("ul.spoken", {}, list.map((one) => el("li", {}, el("strong", {}, one.letter), ` ${one.text}`))) : null,
  ];
}

function typed(state, { chosen, open, act }) {
  const { kind, unit } = state.question;
  const field = el("input", { id: "dap", maxlength: "200", autocomplete: "off", readonly: !open, inputmode: kind === "number" ? "decimal" : undefined });
  field.value = chosen;
  return [el(
    "form",
    { onsubmit: act.type },
    el("div.field", {}, el("label", { for: "dap" }, `Câu trả lời của bạn${unit ? ` (${unit})` : ""}`), field),
    el("button.btn.primary.big.block", { "data-key": "send", ...shut(!open) }, "Gửi"),
  )];
}

function statements(state, { chosen, open, act }) {
  return [
    el("p.hint", {}, "Chọn Đúng hoặc Sai cho từng ý rồi bấm Gửi."),
    ...view.options(state).map((one, place) => el(
      "fieldset.statement",
      {},
      el("legend", {}, el("span", {}, `${one.letter}.`), el("span", {}, one.text)),
      el("div.truth", {}, ["T", "F"].map((sign) => {
        const input = el("input", { type: "radio", name: `y${place}`, value: sign, disabled: !open, "data-key": `${place}${sign}`, onchange: () => act.row(place, sign) });
        input.checked = chosen[place] === sign;
        return el("label", {}, input, el("span", {}, sign === "T" ? "Đúng" : "Sai"));
      })),
    )),
  ];
}

function choices(state, { chosen, open, act }) {
  const several = view.answerShape(state.question.kind) === "several";
  return [
    several ? el("p.hint", {}, "Chọn mọi ý đúng rồi bấm Gửi.") : null,
    el(`div${several ? ".several" : ""}`, { role: "group", "aria-label": "Các phương án" }, view.options(state).map((one) => option(one, {
      chosen: chosen.includes(one.letter), disabled: !open, onclick: () => act.choose(one.letter),
    }))),
  ];
}

/** The question with its fields. `chosen` is the response so far; `act` does what is tapped. */
export function question(state, { chosen, open, out, act }) {
  const { question: asked, olympia, buzz } = state;
  const head = [el("p.eyebrow", {}, view.questionLine(asked), asked.critical ? ", câu điểm liệt" : ""), heading(asked.stem), picture(state)];
  if (out || isBarred(state, act.player)) {
    const words = out ? "Bạn đã rời sàn thi, mời bạn theo dõi tiếp." : "Bạn đã trả lời sai từ khóa nên dừng phần này, mời bạn theo dõi tiếp.";
    return el("div", {}, ...head, el("p.notice", {}, icon("none"), el("span", {}, words)));
  }
  if (asked.spoken) return el("div", {}, ...head, ...aloud(state, act));
  const shape = view.answerShape(asked.kind);
  const fields = { typed, rows: statements }[shape] ?? choices;
  const sends = shape === "rows" || shape === "several";
  return el(
    "div",
    {},
    ...head,
    ...fields(state, { chosen, open, act }),
    sends ? el("button.btn.primary.big.block", { type: "button", "data-key": "send", "data-send": true, ...shut(!open || !chosen), onclick: act.send }, "Gửi") : null,
    buzz ? bell(state, act, `Trả lời từ khóa (${view.points(olympia?.keyword?.worth ?? 0)} điểm)`) : null,
  );
}

/** How the answer was marked: words, never colour alone. */
export function verdict(state, me, answered) {
  if (state.question.spoken && me.ok === null) return me.d ? el("p.verdict", {}, icon("none"), el("span", {}, `Điểm của bạn ${view.gain(me.d)}`)) : null;
  if (state.segment?.mode === "bell") return onTheFloor(me, answered);
  if (me.ok === 1) return el("p.verdict.good", {}, icon("check"), el("span", {}, me.d ? `Đúng, ${view.gain(me.d)} điểm` : "Đúng"));
  if (!answered && me.ok !== 0) return el("p.verdict", {}, icon("none"), el("span", {}, "Bạn không trả lời câu này"));
  if (me.ok === 0) return el("p.verdict.bad", {}, icon("x"), el("span", {}, me.d ? `Chưa đúng, ${view.gain(me.d)} điểm` : "Chưa đúng"));
  return null;
}

/** Of a golden bell it only matters who stays. */
function onTheFloor(me, answered) {
  if (me.ok === 1) return el("p.verdict.good", {}, icon("check"), el("span", {}, "Đúng, bạn còn trên sàn thi"));
  if (me.in === 1) return answered ? el("p.verdict", {}, icon("none"), el("span", {}, "Chưa đúng, nhưng bạn còn trên sàn thi")) : null;
  return answered ? el("p.verdict.bad", {}, icon("x"), el("span", {}, "Chưa đúng, bạn rời sàn thi")) : el("p.verdict", {}, icon("none"), el("span", {}, "Bạn đã rời sàn thi"));
}

export function reveal(state, { chosen, me }) {
  const told = state.reveal;
  const shape = view.answerShape(state.question.kind);
  const list = shape === "rows"
    ? view.options(state).map((one, place) => el("p", {}, `${one.letter}. ${one.text}`, el("strong.option-note", {}, one.truth ? "Đúng" : "Sai", chosen[place] && chosen[place] !== "-" ? `, bạn chọn ${chosen[place] === "T" ? "Đúng" : "Sai"}` : "")))
    : shape === "typed" || !state.question.options?.length
      ? [el("p", {}, "Đáp án: ", el("strong", {}, view.rightText(state)), chosen ? ` (bạn trả lời: ${chosen})` : "")]
      : view.options(state).map((one) => option(one, { chosen: chosen.includes(one.letter), disabled: true, told: true }));
  return el(
    "div",
    {},
    el("h1.eyebrow", { tabindex: "-1" }, `Đáp án câu ${state.question.i}`),
    // Always there, so that the word of the server comes into its place.
    (me && verdict(state, me, Boolean(chosen))) ?? el("p.verdict", { hidden: true }),
    el("p.stem", {}, state.question.stem),
    picture(state),
    list,
    told.citation || told.quote || told.explanation
      ? el("figure.law", {}, told.quote ? el("blockquote", {}, told.quote) : null, told.explanation ? el("p", {}, told.explanation) : null, told.citation ? el("figcaption", {}, told.citation) : null)
      : null,
  );
}

/** What a knock-out has decided for the player; "" before. */
function fate({ bell: cut, segment }, me, player) {
  if (me?.in === 0) return segment?.mode === "bell" ? "Bạn đã rời sàn thi." : "Bạn dừng ở vòng này.";
  if (!cut || segment?.mode === "bell" || (cut.left === cut.of && !cut.tied)) return "";
  return cut.tied?.some(([id]) => id === player) ? "Bạn bằng điểm với người khác ở chỗ cuối: chờ câu hỏi phụ." : "Bạn vào vòng trong.";
}

export function place(state, me, player) {
  const isOver = state.phase === "ended" || state.phase === "podium";
  return el(
    "div.center",
    {},
    heading(isOver ? "Kết quả của bạn" : "Bảng xếp hạng"),
    el("p", {}, fate(state, me, player)),
    me && me.r ? el("p.big-place", {}, "Hạng ", el("strong", {}, view.number(me.r)), `trên ${view.number(me.of)} người`) : null,
    me ? el("p", {}, el("strong", {}, `${view.points(me.p)} điểm`)) : null,
    (state.board?.rows ?? []).length
      ? el("ol.rules", {}, state.board.rows.slice(0, 3).map(([, name, milli]) => el("li", {}, `${name || "Người chơi ẩn tên"}: ${view.points(milli)} điểm`)))
      : null,
  );
}
