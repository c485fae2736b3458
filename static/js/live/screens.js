// The screens of the projector: each makes the nodes for one state. What must fit is fitted after
// the nodes are in the page (`fitted`), because only the browser knows how long a line is.

import * as view from "../core/live-view.js";
import { el, icon } from "./dom.js";

// [question, option, small print] in pixels of a stage of 1920 × 1080, largest first.
const ASKED = [
  [96, 54], [88, 52], [80, 50], [72, 46], [68, 44], [64, 42], [60, 40], [56, 38], [56, 36], [56, 34], [56, 32],
  [52, 32], [48, 30], [44, 30], [40, 28], [36, 27], [32, 26], [28, 26],
].map(([q, o]) => [q, o, 28]);
const TOLD = [
  [64, 46, 36], [60, 42, 34], [56, 40, 34], [52, 38, 32], [48, 36, 32], [44, 34, 30], [40, 32, 30], [36, 30, 28],
  [32, 28, 28], [28, 26, 26], [26, 26, 26],
];
const MOST_LINES = 3;

function optionNodes(state) {
  const told = Boolean(state.reveal);
  return view.options(state).map((one) =>
    el(
      `li.choice-card.opt-${one.letter.toLowerCase()}${one.right ? ".is-right" : told && one.right === false ? ".is-wrong" : ""}`,
      {},
      el("span.choice-letter", {}, one.letter),
      el("span.choice-text", {}, el("span", {}, one.text)),
      one.right ? el("span.choice-mark", {}, icon("check"), el("span.sr", {}, "Đáp án đúng")) : null,
      one.truth === null ? null : el("span.choice-truth", {}, one.truth ? "Đúng" : "Sai"),
      one.count === null
        ? null
        : el("span.choice-count", {}, el("strong", {}, view.number(one.count)), el("span", {}, `${Math.round(one.share * 100)}%`)),
    ),
  );
}

function choices(state) {
  const many = state.question.options?.length ?? 0;
  if (!many) return null;
  const longest = Math.max(...state.question.options.map((text) => text.length));
  // Few long options read better under one another, four short ones two by two.
  const one = many <= 3 && longest > 34 ? ".one" : "";
  const list = el(`ol.choices-grid${one}`, { "aria-label": "Các phương án" }, optionNodes(state));
  if (state.reveal?.counts) {
    view.options(state).forEach((option, place) => {
      list.children[place].style.setProperty("--share", option.share.toFixed(4));
    });
  }
  return list;
}

function picture(state) {
  const shown = state.question.picture;
  return shown ? el("figure.shown", {}, el("img", { src: shown.src, alt: shown.alt, width: shown.w || undefined, height: shown.h || undefined })) : null;
}

function stem(state, side) {
  const isVoid = state.question.void ? el("p.voided", {}, "Câu này đã hủy, không tính điểm") : null;
  return el("div.asked", {}, el("div", {}, isVoid, el("h1", {}, state.question.stem)), side);
}

export function question(state, clock) {
  // A programme with a written answer shows its bell only once somebody pressed.
  const queue = state.buzz && (state.question.spoken || state.buzz.queue?.length) ? presses(state) : null;
  const body = el(
    `div.question-screen${state.question.picture ? ".with-picture" : ""}${queue && state.question.options?.length ? ".with-presses" : ""}`,
    {},
    stem(state, clock.node),
    picture(state),
    choices(state),
    queue,
  );
  return { node: body, levels: ASKED };
}

export function reveal(state) {
  const { reveal: told } = state;
  const typed = view.answerShape(state.question.kind) === "typed";
  const law = told.citation || told.quote || told.explanation;
  const node = el(
    `div.question-screen.told${state.question.picture ? ".with-picture" : ""}`,
    {},
    stem(state, null),
    picture(state),
    typed || !state.question.options?.length
      ? el("p.said-right", {}, icon("check"), el("span.sr", {}, "Đáp án: "), view.rightText(state))
      : choices(state),
    law
      ? el(
          "div.basis",
          {},
          told.citation ? el("p.basis-of", {}, `Căn cứ: ${told.citation}`) : null,
          told.quote ? el("blockquote", {}, told.quote) : null,
          told.explanation ? el("p.basis-why", {}, told.explanation) : null,
        )
      : null,
  );
  return { node, levels: TOLD };
}

const FEW = 16;

export function lobby(state, told) {
  const { session } = state;
  const code = session.code ?? "";
  const by = (told.by ?? []).slice(0, 6);
  const most = Math.max(1, ...by.map(([, many]) => many));
  const seen = told.names.slice(0, 36);
  const isFew = by.length < 2 && told.players <= FEW;
  return {
    node: el(
      `div.lobby${isFew ? ".few" : ""}`,
      {},
      el(
        "section.join-card",
        {},
        el("h1", {}, "Vào phòng bằng điện thoại"),
        el("p.join-at", {}, "Mở ", el("strong", {}, session.address ?? "")),
        code ? el("p.join-code", {}, el("span", {}, "Mã phòng"), el("strong", {}, view.spacedCode(code))) : el("p.join-code", {}, el("strong", {}, "Đã đóng")),
        code ? el("img.join-qr", { src: `${session.qr}?ma=${code}`, alt: `Mã QR vào phòng ${code}`, width: 400, height: 400 }) : null,
        session.locked ? el("p.join-locked", {}, icon("lock"), "Ban Tổ chức đã khóa cửa phòng") : null,
      ),
      el(
        "section.arrivals",
        {},
        el("p.arrived", {}, el("strong", {}, view.number(told.players)), el("span", {}, "người đã vào phòng")),
        by.length > 1
          ? el("ul.by-unit", {}, by.map(([name, many]) => {
              const line = el("li", {}, el("span", {}, name), el("strong", {}, view.number(many)));
              line.style.setProperty("--share", (many / most).toFixed(4));
              return line;
            }))
          : null,
        el("ul.names", {}, seen.map((name) => el("li", {}, name))),
        told.players === 0 ? el("p.waiting-words", {}, "Tên người vào phòng sẽ hiện ở đây.") : null,
        el("p.more", {}, " "),
      ),
    ),
    drawn(box) {
      // Only whole names: those that do not fit are among the others.
      const list = box.querySelector(".names");
      while (list.lastElementChild && list.scrollHeight > list.clientHeight + 1) list.lastElementChild.remove();
      const others = told.players - list.children.length;
      if (others > 0 && list.children.length) box.querySelector(".more").textContent = `và ${view.number(others)} người nữa`;
    },
  };
}

export function intro(state) {
  const { segment } = state;
  return {
    node: el(
      "div.intro",
      {},
      el("p.intro-of", {}, segment.of > 1 ? `Phần thi ${segment.i} trên ${segment.of}` : "Phần thi"),
      el("h1", {}, segment.title),
      el("ol.intro-rules", {}, (segment.rules ?? []).map((rule) => el("li", {}, rule))),
    ),
    levels: [[112, 46, 40], [100, 42, 36], [88, 38, 34], [80, 34, 30], [64, 30, 28], [56, 28, 26], [48, 26, 26]],
  };
}

function line(row, isTeam) {
  return el(
    `li.line.place-${Math.min(row.place, 4)}`,
    { "data-line": `${row.name}|${row.unit}` },
    el("span.line-place", {}, String(row.place)),
    el("span.line-name", {}, el("strong", {}, row.name), row.unit && !isTeam ? el("span", {}, row.unit) : null),
    el("span.line-move", {}, row.move.sign, el("span.sr", {}, row.move.word)),
    el("span.line-last", {}, row.last),
    el("span.line-points", {}, row.points),
  );
}

const teamRows = (units) => (units ?? []).map(([place, name, milli, members]) => ({
  place, name, points: view.points(milli), last: members ? `${view.number(members)} người` : "", move: { sign: "", word: "" }, unit: "",
}));

/** Who goes on after a knock-out, and who is equal for the last places. */
function through({ bell: cut, segment }) {
  const tied = cut?.tied ?? [];
  if (!cut || segment?.mode === "bell" || (cut.left === cut.of && !tied.length)) return null;
  const safe = cut.left - tied.length;
  return el(
    "p.through",
    {},
    el("strong", {}, `${view.number(safe)} người vào vòng trong`),
    tied.length ? ` · ${view.number(tied.length)} người bằng nhau ở ${view.number(cut.seats)} chỗ cuối: ${tied.slice(0, 12).map(([, name]) => name).join(", ")}${tied.length > 12 ? "…" : ""}` : null,
  );
}

export function board(state) {
  const rows = view.boardRows(state.board?.rows ?? []);
  const teams = teamRows(state.board?.units);
  const total = state.board?.total ?? rows.length;
  const both = teams.length && rows.length;
  const cut = through(state);
  const list = (title, lines, isTeam) => el(
    `section.board-list${lines.length > 6 ? ".many" : ""}`,
    {},
    el("h2", {}, title),
    el("ol", {}, lines.slice(0, both || cut ? 8 : 10).map((row) => line(row, isTeam))),
  );
  return {
    node: el(
      `div.board${both ? ".both" : teams.length ? ".teams-only" : ""}`,
      {},
      el("h1", {}, "Bảng xếp hạng"),
      cut,
      teams.length ? list("Đội", teams, true) : null,
      rows.length ? list(total > rows.length ? `${view.number(rows.length)} người dẫn đầu trong ${view.number(total)} người` : "Người chơi", rows, false) : null,
    ),
  };
}

export function podium(state) {
  const units = teamRows(state.podium?.units ?? state.board?.units);
  const rows = units.length ? units : view.boardRows(state.podium?.rows ?? state.board?.rows ?? []);
  const [first, second, third] = rows;
  // Who is equal stands equally high.
  const stand = [[second, 2], [first, 1], [third, 3]].filter(([row]) => row);
  return {
    node: el(
      "div.podium-screen",
      {},
      el("h1", {}, state.phase === "ended" ? "Kết quả cuối cùng" : "Vinh danh"),
      el("ol.stand", {}, stand.map(([row, step]) => el(
        `li.step.at-${step}.step-${Math.min(row.place, 3)}`,
        {},
        el("strong.step-name", {}, row.name),
        row.unit ? el("span.step-unit", {}, row.unit) : null,
        el("span.step-points", {}, `${row.points} điểm`),
        el("span.step-block", {}, el("span", {}, String(row.place))),
      ))),
      rows.length > 3
        ? el("ol.runners", { start: 4 }, rows.slice(3, 8).map((row) => el("li", {}, el("span", {}, String(row.place)), el("strong", {}, row.name), el("span", {}, row.points))))
        : null,
    ),
  };
}

const TILES_MOST = 220;
const NAMED_MOST = 12;

/** Who is out by number, from the bits of the frame. */
function goneFrom(text) {
  const bits = atob(text);
  return (number) => Boolean(bits.charCodeAt((number - 1) >> 3) & (1 << ((number - 1) & 7)));
}

export function bell(state) {
  const { bell: wall } = state;
  const [many, bits] = wall.wall ?? [0, ""];
  const isGone = goneFrom(bits);
  // A small wall tells its numbers itself, until few enough are left to be named.
  const stay = many <= TILES_MOST && wall.left > NAMED_MOST ? [] : wall.stay ?? [];
  const isLast = wall.left === 1 && stay.length === 1;
  let floor;
  if (many <= TILES_MOST) {
    floor = el("ol.wall", {}, Array.from({ length: many }, (_, place) => {
      const out = isGone(place + 1);
      return el(`li${out ? ".is-out" : ""}`, {}, String(place + 1), out ? el("span.sr", {}, " đã rời sàn") : null);
    }));
    floor.style.setProperty("--columns", String(Math.max(5, Math.ceil(Math.sqrt(many * 2.6)))));
  } else floor = el("canvas.wall-dots", { role: "img", "aria-label": `Còn ${view.number(wall.left)} trên ${view.number(wall.of)} người` });
  return {
    node: el(
      `div.bell${stay.length ? ".few" : ""}${isLast ? ".last" : ""}`,
      {},
      isLast
        ? el("h1", {}, el("strong", {}, icon("bell"), `Số ${view.number(stay[0][0])} · ${stay[0][1]}`), ` là người cuối cùng trên sàn thi, trong ${view.number(wall.of)} người`)
        : el("h1", {}, el("strong", {}, view.number(wall.left)), ` người còn trên sàn thi, trong ${view.number(wall.of)} người`),
      wall.rescue ? el("p.rescued", {}, icon("bell"), "Đã có cứu trợ") : null,
      stay.length && !isLast
        ? el("ol.stayers", {}, stay.map(([seat, name]) => el("li", {}, el("strong", {}, view.number(seat)), el("span", {}, name))))
        : null,
      floor,
    ),
    drawn(node) {
      const canvas = node.querySelector("canvas");
      if (canvas) dots(canvas, many, isGone);
    },
  };
}

/** Thousands of people as dots in the order of their numbers: who left is small and dim. */
function dots(canvas, many, isGone) {
  const { width, height } = canvas.getBoundingClientRect();
  Object.assign(canvas, { width: Math.round(width), height: Math.round(height) });
  const pen = canvas.getContext("2d");
  const columns = Math.ceil(Math.sqrt((many * width) / height));
  const rows = Math.ceil(many / columns);
  const step = Math.min(width / columns, height / rows);
  const colours = getComputedStyle(canvas);
  const tones = [colours.getPropertyValue("--gold"), colours.getPropertyValue("--stage-edge")];
  for (let seat = 0; seat < many; seat += 1) {
    const gone = isGone(seat + 1);
    pen.beginPath();
    pen.arc((seat % columns + 0.5) * step, (Math.floor(seat / columns) + 0.5) * step, step * (gone ? 0.2 : 0.4), 0, 7);
    pen.fillStyle = tones[Number(gone)];
    pen.fill();
  }
}

const MARKS = { right: "check", wrong: "x" };

function presses(state) {
  const { buzz } = state;
  const queue = view.presses(buzz);
  const words = buzz.tied?.length
    ? "Cùng lúc đến phần nghìn giây, người dẫn quyết định"
    : queue.length
      ? "Thứ tự bấm chuông"
      : buzz.armed
        ? "Mời bấm chuông"
        : state.phase === "reading" ? "Chờ hiệu lệnh của người dẫn" : "Không ai bấm chuông";
  return el(
    `section.presses${buzz.armed && !queue.length ? ".armed" : ""}${queue.length ? "" : ".nobody"}`,
    {},
    el("h2", {}, icon("bell"), words),
    queue.length
      ? el("ol", {}, queue.slice(0, 6).map((one) => el(
          `li${one.is ? `.is-${one.is}` : ""}`,
          {},
          el("span.line-place", {}, MARKS[one.is] ? icon(MARKS[one.is]) : String(one.place)),
          el("strong", {}, one.name),
          el("span.press-words", {}, one.words),
        )))
      : null,
  );
}

export function pause(state) {
  const seconds = Math.ceil((state.left ?? 0) / 1_000_000);
  return {
    node: el(
      "div.calm",
      {},
      el("h1", {}, "Tạm nghỉ"),
      el("p", {}, seconds > 0 && state.question ? `Câu hỏi đang dừng, còn ${seconds} giây sẽ chạy tiếp khi thi trở lại.` : "Cuộc thi sẽ tiếp tục trong ít phút."),
    ),
  };
}

/** Choose the largest size at which `screen` stays inside its box and its options within 3 lines. */
export function fitted(box, levels) {
  const set = ([asked, option, small]) => {
    box.style.setProperty("--asked", `${asked / 16}rem`);
    box.style.setProperty("--option", `${option / 16}rem`);
    box.style.setProperty("--small", `${small / 16}rem`);
  };
  const inside = (level) => {
    set(level);
    const screen = box.firstElementChild;
    if (screen.scrollHeight > screen.clientHeight + 1 || screen.scrollWidth > screen.clientWidth + 1) return false;
    const [asked, option] = level;
    if (asked < 56) return true;
    const line = (option / 16) * parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.3;
    return [...screen.querySelectorAll(".choice-text > span")].every((text) => text.offsetHeight <= line * MOST_LINES + 2);
  };
  box.classList.remove("brief", "briefer");
  const level = view.fit(levels, inside);
  for (const shorter of ["brief", "briefer"]) {
    if (inside(level)) break;
    box.classList.add(shorter);
  }
}
