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

export function pause() {
  return el("div.still", {}, heading("Tạm nghỉ"), el("p.quiet", {}, "Thời gian đang dừng. Cuộc thi sẽ tiếp tục trong ít phút."));
}

function option(one, { chosen, disabled, onclick, told }) {
  const mark = told ? (one.right ? ".right" : chosen ? ".wrong" : "") : "";
  const note = told ? (one.right ? (chosen ? "Đáp án đúng, bạn đã chọn" : "Đáp án đúng") : chosen ? "Bạn đã chọn" : "") : "";
  return el(
    `button.tap.option.opt-${one.letter.toLowerCase()}${mark}`,
    { type: "button", "data-letter": one.letter, "aria-pressed": String(chosen), disabled, onclick },
    el("span.option-body", {}, el("span.letter", {}, one.letter), el("span", {}, one.text, note ? el("span.option-note", {}, note) : null)),
  );
}

function picture(state) {
  const shown = state.question.picture;
  return shown ? el("figure", {}, el("img", { src: shown.src, alt: shown.alt, width: shown.w || undefined, height: shown.h || undefined })) : null;
}

/** The question with its fields. `chosen` is the response so far; `act` has choose, send and press. */
export function question(state, { chosen, open, out, act }) {
  const shape = view.answerShape(state.question.kind);
  const box = el("div", {}, el("p.eyebrow", {}, view.questionLine(state.question), state.question.critical ? ", câu điểm liệt" : ""), heading(state.question.stem), picture(state));
  if (out) {
    box.append(el("p.notice", {}, icon("none"), el("span", {}, "Bạn đã rời sàn thi, mời bạn theo dõi tiếp.")));
    return box;
  }
  const { spoken } = state.question;
  if (spoken) {
    const list = view.options(state);
    if (list.length) box.append(el("ul.spoken", {}, list.map((one) => el("li", {}, el("strong", {}, one.letter), ` ${one.text}`))));
    if (!state.buzz) {
      box.append(el("p.notice", {}, icon("none"), el("span", {}, state.olympia?.turn?.[0] === act.player ? "Đến lượt bạn: trả lời bằng lời." : state.olympia?.turn ? `Lượt của ${state.olympia.turn[1]}, trả lời bằng lời.` : "Trả lời bằng lời khi được gọi.")));
      return box;
    }
  }
  if (state.buzz) {
    box.append(el("button.press", { type: "button", "data-press": true, disabled: !act.mayPress(), onclick: act.press }, icon("bell"), el("span", {}, spoken ? "Bấm chuông" : "Trả lời từ khoá")));
    const mine = state.buzz.queue?.findIndex(([id]) => id === act.player) ?? -1;
    if (mine >= 0) box.append(el("p.center", {}, mine === 0 ? "Bạn bấm đầu tiên." : `Bạn bấm thứ ${mine + 1}, ${view.margin(state.buzz.queue[mine][2])}.`));
    if (spoken) return box;
  }
  if (shape === "typed") {
    const field = el("input", { id: "dap", maxlength: "200", autocomplete: "off", disabled: !open, inputmode: state.question.kind === "number" ? "decimal" : undefined });
    field.value = chosen;
    box.append(el("form", { "data-typed": true }, el("div.field", {}, el("label", { for: "dap" }, "Câu trả lời của bạn"), field), el("button.btn.primary.big.block", { disabled: !open }, "Gửi")));
    return box;
  }
  if (shape === "rows") {
    box.append(el("p.hint", {}, "Chọn Đúng hoặc Sai cho từng ý rồi bấm Gửi."));
    view.options(state).forEach((one, place) => {
      box.append(el(
        "fieldset.statement",
        {},
        el("legend", {}, el("span", {}, `${one.letter}.`), el("span", {}, one.text)),
        el("div.truth", {}, ["T", "F"].map((sign) => {
          const input = el("input", { type: "radio", name: `y${place}`, value: sign, disabled: !open });
          input.checked = chosen[place] === sign;
          input.addEventListener("change", () => act.row(place, sign));
          return el("label", {}, input, el("span", {}, sign === "T" ? "Đúng" : "Sai"));
        })),
      ));
    });
  } else {
    if (shape === "several") box.append(el("p.hint", {}, "Chọn mọi ý đúng rồi bấm Gửi."));
    box.append(el(`div${shape === "several" ? ".several" : ""}`, { role: "group", "aria-label": "Các phương án" }, view.options(state).map((one) => option(one, {
      chosen: chosen.includes(one.letter), disabled: !open, onclick: () => act.choose(one.letter),
    }))));
  }
  if (shape !== "one") box.append(el("button.btn.primary.big.block", { type: "button", "data-send": true, disabled: !open || !chosen, onclick: act.send }, "Gửi"));
  return box;
}

/** How the answer was marked: words, never colour alone. */
export function verdict(me, answered) {
  if (me.ok === 1) return el("p.verdict.good", {}, icon("check"), el("span", {}, `Đúng, ${view.gain(me.d)} điểm`));
  if (!answered) return el("p.verdict", {}, icon("none"), el("span", {}, "Bạn không trả lời câu này"));
  if (me.ok === 0) return el("p.verdict.bad", {}, icon("x"), el("span", {}, me.d ? `Chưa đúng, ${view.gain(me.d)} điểm` : "Chưa đúng"));
  return null;
}

export function reveal(state, { chosen, me }) {
  const told = state.reveal;
  const shape = view.answerShape(state.question.kind);
  const list = shape === "rows"
    ? view.options(state).map((one, place) => el("p", {}, `${one.letter}. ${one.text}: `, el("strong", {}, one.truth ? "Đúng" : "Sai"), chosen[place] && chosen[place] !== "-" ? ` (bạn chọn ${chosen[place] === "T" ? "Đúng" : "Sai"})` : ""))
    : shape === "typed" || !state.question.options?.length
      ? [el("p", {}, "Đáp án: ", el("strong", {}, told.right), chosen ? ` (bạn trả lời: ${chosen})` : "")]
      : view.options(state).map((one) => option(one, { chosen: chosen.includes(one.letter), disabled: true, told: true }));
  return el(
    "div",
    {},
    me && (state.segment?.mode !== "buzzer" || me.ok !== null) ? verdict(me, Boolean(chosen)) : null,
    heading(state.question.stem),
    list,
    told.citation || told.quote || told.explanation
      ? el("figure.law", {}, told.quote ? el("blockquote", {}, told.quote) : null, told.explanation ? el("p", {}, told.explanation) : null, told.citation ? el("figcaption", {}, told.citation) : null)
      : null,
  );
}

export function place(state, me) {
  const isOver = state.phase === "ended" || state.phase === "podium";
  return el(
    "div.center",
    {},
    heading(isOver ? "Kết quả của bạn" : "Bảng xếp hạng"),
    me?.in === 0 ? el("p", {}, "Bạn đã rời sàn thi.") : null,
    me && me.r ? el("p.big-place", {}, "Hạng ", el("strong", {}, view.number(me.r)), `trên ${view.number(me.of)} người`) : null,
    me ? el("p", {}, el("strong", {}, `${view.points(me.p)} điểm`)) : null,
    (state.board?.rows ?? []).length
      ? el("ol.rules", {}, state.board.rows.slice(0, 3).map(([, name, milli]) => el("li", {}, `${name || "Người chơi ẩn tên"}: ${view.points(milli)} điểm`)))
      : null,
  );
}
