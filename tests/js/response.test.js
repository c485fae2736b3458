import assert from "node:assert/strict";
import { test } from "node:test";

import * as alphabet from "../../static/js/core/response.js";
import { fitting } from "../../static/js/core/saver.js";

test("rows are one sign each, and nothing said is nothing", () => {
  assert.equal(alphabet.joinRows(["T", "", "F"]), "T-F");
  assert.equal(alphabet.joinRows(["", "-", ""]), "");
  assert.deepEqual(alphabet.splitRows("T-F", 3), ["T", "-", "F"]);
  assert.deepEqual(alphabet.splitRows("", 2), ["-", "-"]);
});

test("typed words are tidy: one line, NFC, nothing invisible", () => {
  assert.equal(alphabet.tidy("  Quốc\u00a0 hội\n\t "), "Quốc hội");
  assert.equal(alphabet.tidy("ho\u0300a"), "hòa");
  assert.equal(alphabet.tidy("a\u0000b\u200bc\ud800\u001f"), "a bc");
  assert.equal(alphabet.tidy("x".repeat(300)).length, 200);
  assert.equal(alphabet.joinFields(["18", " Quốc hội "], 200), "18\u001fQuốc hội");
  assert.equal(alphabet.joinFields(["", "  "], 200), "");
  assert.deepEqual(alphabet.splitFields("18\u001f", 2), ["18", ""]);
});

test("the answers of sub-questions stand side by side", () => {
  assert.equal(alphabet.joinChildren(["B", "", "312"]), "B\u001e\u001e312");
  assert.equal(alphabet.joinChildren(["", ""]), "");
  assert.deepEqual(alphabet.splitChildren("B\u001e", 2), ["B", ""]);
  assert.deepEqual(alphabet.splitChildren("", 2), ["", ""]);
});

test("one request holds no more than the server takes", () => {
  const long = (item) => ({ k: `key-${item}`, s: 1, i: item, r: "ữ".repeat(1000) });
  const many = [1, 2, 3, 4].map(long);
  assert.equal(fitting(many, 20).length, 2);
  assert.equal(fitting([long(1)], 20).length, 1, "one always goes");
  const letters = Array.from({ length: 60 }, (_, item) => ({ k: `key-${item}`, s: 1, i: item, r: "B" }));
  assert.equal(fitting(letters, 20).length, 20);
  const body = JSON.stringify({ k: "k".repeat(40), a: fitting(many, 40) });
  assert.ok(new TextEncoder().encode(body).length < 8192);
});
