// Reading a typed prediction, exactly as contests/rules/predictions.py does
// (tests/js/prediction-cases.json holds both to the same answers).

const COUNT = /^(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)$/;
const PERCENT = /^([0-9]{1,3})(?:[.,]([0-9]+))? ?%?$/;
// What Python calls white space; \s of this language differs in \ufeff, \x1c to \x1f and \x85.
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const COUNT_MAX = 1_000_000_000;
const DECIMALS = 5;
const PERCENT_MAX = 100 * 10 ** DECIMALS;

/** {value: "1234"} ("" for an empty field), or {error: code of contests.wording.refusals}. */
export function readPrediction(kind, text) {
  const clean = text.normalize("NFKC").split(SPACES).filter(Boolean).join(" ");
  if (!clean) return { value: "" };
  return kind === "P4" ? percent(clean) : count(clean);
}

function count(clean) {
  if (!COUNT.test(clean)) return { error: "PREDICTION-COUNT" };
  const value = Number(clean.replace(/[. ]/g, "").replace(/^0+/, "").slice(0, 12));
  return value > COUNT_MAX ? { error: "PREDICTION-LARGE" } : { value: String(value) };
}

function percent(clean) {
  const found = PERCENT.exec(clean);
  if (!found) return { error: "PREDICTION-PERCENT" };
  const decimals = found[2] ?? "";
  if (decimals.length > DECIMALS) return { error: "PREDICTION-DECIMALS" };
  const value = Number(found[1]) * 10 ** DECIMALS + Number(decimals.padEnd(DECIMALS, "0"));
  return value > PERCENT_MAX ? { error: "PREDICTION-OVER-100" } : { value: String(value) };
}
