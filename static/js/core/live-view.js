// What a frame of a live room says, in the words and figures of a screen. Pure: no DOM, no clock.

const NUMBER = new Intl.NumberFormat("vi-VN");

export const LETTERS = "ABCDEFGHIJKL";

/** "1.234" for people. */
export const number = (value) => NUMBER.format(value);

/** Points in thousandths as they are shown: whole ones, or two decimals where they decide. */
export function points(milli) {
  const whole = milli % 1000 === 0 || Math.abs(milli) >= 100_000;
  const shown = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: whole ? 0 : 2 }).format(milli / 1000);
  return shown === "-0" ? "0" : shown;
}

/** Points won or lost: "+850", "−5", "0". */
export function gain(milli) {
  return milli > 0 ? `+${points(milli)}` : points(milli).replace("-", "−");
}

/** "0,123 giây sau" behind the first press; equal to the millisecond is said so. */
export function margin(microseconds) {
  const milliseconds = Math.floor(microseconds / 1000);
  if (milliseconds === 0) return "cùng lúc";
  const seconds = new Intl.NumberFormat("vi-VN", { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  return `chậm hơn ${seconds.format(milliseconds / 1000)} giây`;
}

/**
 * The presses of a bell in their order: place, who, what to say beside the name. Who is equal to the
 * millisecond shares a place. `is`: "turn", "tied", "right", "wrong", "locked" or "".
 */
export function presses(buzz) {
  const judged = new Map(buzz.judged ?? []);
  const tied = new Set(buzz.tied ?? []);
  let place = 0;
  let before = null;
  return (buzz.queue ?? []).map(([id, name, behind, locked], index) => {
    if (locked) return { id, name, place: "–", is: "locked", words: "bấm sớm, bị khóa" };
    if (behind !== before) place = index + 1;
    before = behind;
    const isAlone = !buzz.queue.some(([other, , same, shut]) => other !== id && same === behind && !shut);
    const late = index === 0 && isAlone ? "bấm đầu tiên" : margin(behind);
    if (judged.has(id)) return { id, name, place, is: judged.get(id) ? "right" : "wrong", words: judged.get(id) ? "trả lời đúng" : "trả lời sai" };
    if (buzz.turn === id) return { id, name, place, is: "turn", words: `${late}, đang trả lời` };
    return { id, name, place, is: tied.has(id) ? "tied" : "", words: late };
  });
}

/** How many play on: those who are left of a golden bell, else everybody. */
export const playing = (state) => state.counts?.alive ?? state.counts?.players ?? 0;

/**
 * {answered, of} of a state. Once a question has closed, those who went out by it still count among
 * those who were asked.
 */
export function counted(state, before, known) {
  const answered = state.counts?.answered ?? 0;
  const isSame = before?.question && before.question.run === state.question?.run && state.phase !== "asking";
  return { answered: Math.max(answered, isSame ? known.answered : 0), of: Math.max(isSame ? known.of : playing(state), answered) };
}

/** How a line moved since the board before: {word, sign}. */
export function move(places) {
  if (!places) return { word: "giữ hạng", sign: "" };
  const many = Math.abs(places);
  return places > 0 ? { word: `lên ${many} hạng`, sign: `▲ ${many}` } : { word: `xuống ${many} hạng`, sign: `▼ ${many}` };
}

/** Which of its screens a viewer shows: the first that the state speaks of. */
export function screenOf(state) {
  if (state.left !== undefined && state.left !== null) return "pause";
  switch (state.phase) {
    case "draft":
    case "lobby":
      return "lobby";
    case "intro":
      return "intro";
    case "reading":
    case "asking":
    case "closed":
    case "settled":
      return state.question ? "question" : "intro";
    case "revealed":
      return state.reveal ? "reveal" : "question";
    case "board":
      return state.bell && state.segment?.mode === "bell" ? "bell" : "board";
    case "podium":
    case "ended":
      return "podium";
    default:
      return "intro";
  }
}

/** Whole seconds left, and the share of the time that is left (1 to 0), at `nowMs` of the server. */
export function countdown(state, nowMs) {
  const opens = (state.opens ?? 0) / 1000;
  const closes = (state.closes ?? 0) / 1000;
  if (!closes) return null;
  const span = Math.max(1, closes - opens);
  const left = Math.min(span, Math.max(0, closes - nowMs));
  return { seconds: Math.ceil(left / 1000), share: left / span, waits: nowMs < opens };
}

/** Whether the time of the question is up at `nowMs`: the server says nothing when it ends as it was told. */
export function isOver(state, nowMs) {
  if (state.phase !== "asking") return true;
  return !state.buzz && countdown(state, nowMs)?.share === 0;
}

/** The same of the time that the one who pressed has for an answer; null without such a time. */
export function turnCountdown(buzz, nowMs, since) {
  if (!buzz?.turn || !buzz.until) return null;
  const span = Math.max(1, buzz.until / 1000 - since);
  const left = buzz.over ? 0 : Math.min(span, Math.max(0, buzz.until / 1000 - nowMs));
  return { seconds: Math.ceil(left / 1000), share: left / span };
}

/** Whether the question is answered by letters, rows of true and false, or typing. */
export function answerShape(kind) {
  if (kind === "short" || kind === "number") return "typed";
  return kind === "statements" ? "rows" : kind === "multiple" ? "several" : "one";
}

/** The right answer where it is no option of a list: "3 năm"; spoken questions keep the option's words. */
export function rightText({ question, reveal }) {
  return question.unit ? `${reveal.right} ${question.unit}` : reveal.right;
}

/** Options with their letter and, once it is told, whether they are right and who chose them. */
export function options(state) {
  const { question, reveal } = state;
  const rows = answerShape(question.kind) === "rows";
  const counts = reveal?.counts ?? null;
  const countOf = (letter, place) => (Array.isArray(counts) ? counts[place] : counts?.[letter]) ?? 0;
  const total = counts
    ? (question.options ?? []).reduce((sum, _, place) => sum + countOf(LETTERS[place], place), 0) + (reveal.none ?? 0)
    : 0;
  return (question.options ?? []).map((text, place) => {
    const letter = rows ? String(place + 1) : LETTERS[place];
    const many = countOf(LETTERS[place], place);
    return {
      letter,
      text,
      truth: rows && reveal ? reveal.right[place] === "T" : null,
      right: reveal && !rows ? reveal.right.includes(letter) : null,
      count: counts && !rows && !question.spoken ? many : null,
      share: total ? many / total : 0,
    };
  });
}

/** Lines of a board. */
export function boardRows(rows) {
  return rows.map(([place, name, milli, last, moved, unit]) => ({
    place,
    name: name || "Người chơi ẩn tên",
    points: points(milli),
    last: last ? gain(last) : "",
    move: move(moved),
    unit: unit || "",
  }));
}

/** "Câu 4 trên 10", without a total where nobody knows it. */
export function questionLine(question) {
  return question.of ? `Câu ${question.i} trên ${question.of}` : `Câu ${question.i}`;
}

/** "482 913": digits in two groups, as they are read out. */
export function spacedCode(code) {
  return code.length === 6 ? `${code.slice(0, 3)} ${code.slice(3)}` : code;
}

/** The first (largest) of `levels` at which `fits` says yes, else the last. */
export function fit(levels, fits) {
  for (const level of levels) if (fits(level)) return level;
  return levels[levels.length - 1];
}
