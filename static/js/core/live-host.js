// What the host may do, in the order of a round. Pure: no DOM.

/** Whether the room waits until the host has given somebody the turn, or a package. */
export function waitsFor(state) {
  const may = new Set(state.commands ?? []);
  if (state.next || !["intro", "revealed", "settled", "board"].includes(state.phase)) return null;
  if (may.has("package")) return "package";
  const { units, had = [] } = state.olympia ?? {};
  const isOver = units && units.every(([id]) => had.includes(id));
  return may.has("give_turn") && !isOver ? "give_turn" : null;
}

/** The next thing to do by the state: {name, args, words}, or null while the room works by itself. */
export function primary(state) {
  const may = new Set(state.commands ?? []);
  const first = (...names) => names.find((name) => may.has(name));
  if (waitsFor(state) && !may.has("reveal")) return null;
  const name = state.left !== undefined && state.left !== null
    ? first("resume")
    : {
        draft: first("open_lobby"),
        lobby: first("start"),
        intro: first("next"),
        reading: first("arm", "next"),
        asking: first("arm", "end_early"),
        closed: undefined,
        settled: first("reveal", "show_board", "next"),
        revealed: first("next", "show_board", "finish"),
        board: first("next", "hide_board", "finish"),
        podium: first("finish"),
      }[state.phase];
  return name ? { name, words: words(name, state) } : null;
}

/** What a button says where the name of the command alone would not tell what happens. */
export function words(name, state) {
  const { question, segment } = state;
  if (name === "next") {
    if (state.phase === "reading") return "Mở trả lời";
    if (state.next) return `Hỏi câu ${(question?.i ?? 0) + 1}`;
    return segment && segment.i < segment.of ? "Sang phần sau" : "Sang vinh danh";
  }
  if (name === "finish") return state.phase === "podium" ? "Đóng phòng thi" : "Kết thúc và vinh danh";
  return null;
}

/** Keys of the console; the primary action is the space bar. */
export const KEYS = {
  pause: "P", resume: "P", end_early: "E", extend: "T", reveal: "R", show_board: "B", hide_board: "B",
  undo: "Z", skip: "S", lock_lobby: "K", unlock_lobby: "K", arm: "C",
};

/** Keys for the word of the judges on whoever has the turn. */
export const JUDGE_KEYS = { 1: true, 0: false };

/** Commands that ask first; those of `true` want a reason. */
export const ASKS = { skip: false, redo: false, void: true, finish: false, remove: true, rescue: false };

/** Commands that have a place of their own (a queue, a form, a board) and no plain button. */
export const ELSEWHERE = new Set([
  "judge", "give_turn", "star", "package", "open_row", "keyword", "adjust", "hide_name", "show_name", "rename",
  "remove", "rescue",
]);

/** The plain buttons beside the primary one, in the order in which hosts need them. */
export function others(state) {
  const order = [
    "arm", "end_early", "extend", "pause", "resume", "reveal", "show_board", "hide_board", "next", "undo", "skip",
    "redo", "void", "lock_lobby", "unlock_lobby", "reopen_board", "finish",
  ];
  const main = primary(state)?.name;
  const may = new Set(state.commands ?? []);
  const awaited = waitsFor(state);
  // Nothing follows before the first turn, or without a package.
  if (awaited === "package" || (awaited && state.phase === "intro")) may.delete("next");
  return [...order.filter((name) => may.has(name)), ...[...may].filter((name) => !order.includes(name))]
    .filter((name) => name !== main && !ELSEWHERE.has(name));
}

/** The command behind a key, or null. */
export function byKey(key, state) {
  if (key === " ") return primary(state)?.name ?? null;
  const may = new Set(state.commands ?? []);
  return Object.keys(KEYS).find((name) => KEYS[name] === key.toUpperCase() && may.has(name)) ?? null;
}

/** "12,5" or "-3" typed as points, in thousandths; null when it is none. */
export function readPoints(text) {
  const found = /^([+−-]?)(\d{1,7})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!found) return null;
  const milli = Number(found[2]) * 1000 + Number((found[3] ?? "").padEnd(3, "0"));
  return found[1] === "" || found[1] === "+" ? milli : -milli;
}
