// Answers of every kind as one short text, the same alphabet as quiz/rules/responses.py. No DOM.

export const NOTHING = "-"; // a row that is not answered
export const FIELD = "\u001f"; // between the gaps of a text
export const CHILD = "\u001e"; // between the sub-questions of a situation

/** Rows (statements, order, matching): one sign each; "" when no row is answered. */
export function joinRows(signs) {
  const text = signs.map((sign) => sign || NOTHING).join("");
  return text.replaceAll(NOTHING, "") ? text : "";
}

export function splitRows(response, count) {
  return Array.from({ length: count }, (_, place) => (response[place] ?? NOTHING));
}

/** What was typed, fit to be sent: one line, NFC, nothing invisible, ends trimmed. */
export function tidy(text, most = 200) {
  const line = text.normalize("NFC").replace(/[\p{Z}\p{Cc}]+/gu, " ").replace(/\p{Cs}|\p{Cf}/gu, "").trim();
  return [...line].slice(0, most).join("").trim();
}

export function joinFields(texts, most) {
  const clean = texts.map((text) => tidy(text, most));
  return clean.some(Boolean) ? clean.join(FIELD) : "";
}

export function splitFields(response, count) {
  const texts = response ? response.split(FIELD) : [];
  return Array.from({ length: count }, (_, place) => texts[place] ?? "");
}

export function joinChildren(responses) {
  return responses.some(Boolean) ? responses.join(CHILD) : "";
}

export function splitChildren(response, count) {
  const parts = response ? response.split(CHILD) : [];
  return Array.from({ length: count }, (_, place) => parts[place] ?? "");
}
