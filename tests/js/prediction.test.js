import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { readPrediction } from "../../static/js/core/prediction.js";

// The same table is read by tests/contests/rules/test_prediction_cases.py.
const cases = JSON.parse(readFileSync(new URL("prediction-cases.json", import.meta.url), "utf8"));

for (const { kind, typed, ...wanted } of cases) {
  test(`${kind} ${JSON.stringify(typed)}`, () => {
    assert.deepEqual(readPrediction(kind, typed), wanted);
  });
}
