// Reading a typed prediction, exactly as contests/rules/predictions.py does (a test compares them).

const COUNT = /^(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)$/;
const PERCENT = /^([0-9]{1,3})(?:[.,]([0-9]+))? ?%?$/;
const COUNT_MAX = 1_000_000_000;
const DECIMALS = 5;
const PERCENT_MAX = 100 * 10 ** DECIMALS;

/** {value: "1234"} ("" for an empty field), or {error: code of contests.wording.refusals}. */
export function readPrediction(kind, text) {
  const clean = text.normalize("NFKC").split(/\s+/u).filter(Boolean).join(" ");
  if (!clean) return { value: "" };
  return kind === "P4" ? percent(clean) : count(clean);
}

function count(clean) {
  if (!COUNT.test(clean)) return { error: "PREDICTION-COUNT" };
  const value = Number(clean.replace(/[. ]/g, "").slice(0, 12));
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
