// A question pasted from Word or a page: stem, options, which is right.
//
// "Câu 5. … A. … B. … Đáp án: B", options on lines of their own or in one line; a star before a
// letter marks the right one. Only for the editor's convenience: whole files go through the import.

const NUMBER = /^\s*(?:câu|question|bài)\s+\d+\s*[.:)]\s*/i;
const ANSWER = /(?:^|\n)\s*(?:đáp án|trả lời|answer)\s*(?:đúng)?\s*(?:là)?\s*[:.]?\s*([A-H](?:\s*[,;và]+\s*[A-H])*)\s*[.]?\s*$/iu;
const MARK = /(^|[\n\t]|\s{2,}|[.;?!…]\s)(\*?)\s*([A-HĐ])\s*[.):]\s+/gu;

/** Stem and options of `text`, or null when it has not at least the options A and B in order. */
export function readPasted(text) {
  const whole = text.normalize("NFC").replace(/\r\n?/g, "\n").replace(/\u00a0/g, " ").trim();
  const answer = whole.match(ANSWER);
  const body = answer ? whole.slice(0, answer.index) : whole;
  const found = [];
  for (const match of body.matchAll(MARK)) {
    // "Đ" stands for the fourth option in some papers (A, B, C, Đ is never read as a fifth).
    const letter = match[3] === "Đ" ? "D" : match[3];
    if (letter === "ABCDEFGH"[found.length]) {
      const kept = /[.;?!…]/.test(match[1]) ? match[1].trimEnd() : "";
      found.push({ from: match.index + kept.length, to: match.index + match[0].length, star: match[2] === "*" });
    }
  }
  if (found.length < 2) return null;
  const line = (part) => part.replace(/\s+/g, " ").trim();
  const letters = answer ? answer[1].toUpperCase().match(/[A-H]/g) : [];
  return {
    stem: body.slice(0, found[0].from).replace(NUMBER, "").trim(),
    options: found.map((one, index) => ({
      text: line(body.slice(one.to, found[index + 1]?.from ?? body.length)),
      right: one.star || letters.includes("ABCDEFGH"[index]),
    })),
  };
}
