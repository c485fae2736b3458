import assert from "node:assert/strict";
import test from "node:test";

import { quoted } from "../../static/js/core/citation.js";

const article = {
  heading: "Điều 6. Nội dung",
  body: "1. Nội dung quản lý:\na) Ban hành;\nb) Chỉ đạo:\n- việc một;\nđ) Thống kê.\n2. Chính phủ thống nhất.",
};

test("an article, a khoản, a điểm", () => {
  assert.equal(quoted(article).split("\n").length, 7);
  assert.equal(quoted(article, "2"), "2. Chính phủ thống nhất.");
  assert.equal(quoted(article, "1").split("\n").at(-1), "đ) Thống kê.");
  assert.equal(quoted(article, "1", "b"), "b) Chỉ đạo:\n- việc một;");
  assert.equal(quoted(article, "1", "Đ"), "đ) Thống kê.");
  assert.equal(quoted(article, "", "a"), "a) Ban hành;");
});

test("a place that is not there has no words", () => {
  assert.equal(quoted(article, "3"), "");
  assert.equal(quoted(article, "2", "a"), "");
});
