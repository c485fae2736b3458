import assert from "node:assert/strict";
import test from "node:test";

import { readPasted } from "../../static/js/core/question-paste.js";

const texts = (pasted) => pasted.options.map((option) => option.text);
const right = (pasted) => pasted.options.map((option) => (option.right ? 1 : 0)).join("");

test("lines of Word, with the answer below", () => {
  const pasted = readPasted("Câu 12. Ngày Pháp luật là ngày nào?\r\nA. 02/9\r\nB. 09/11\r\nC. 10/12\r\nĐáp án: B");
  assert.equal(pasted.stem, "Ngày Pháp luật là ngày nào?");
  assert.deepEqual(texts(pasted), ["02/9", "09/11", "10/12"]);
  assert.equal(right(pasted), "010");
});

test("options in one line, a star before the right one, stacked marks decomposed", () => {
  const pasted = readPasted("Ai ban hành luật?\nA) Chính phủ\t*B) Quốc hội\tC) Tòa án   D) Bộ Tư pháp".normalize("NFD"));
  assert.deepEqual(texts(pasted), ["Chính phủ", "Quốc hội", "Tòa án", "Bộ Tư pháp"]);
  assert.equal(right(pasted), "0100");
});

test("sentences that end before the next letter keep their full stop", () => {
  const pasted = readPasted("Hỏi gì? A. Phải. B. Không phải. C. Cả A. và B.");
  assert.deepEqual(texts(pasted), ["Phải.", "Không phải.", "Cả A. và B."]);
});

test("several right answers", () => {
  assert.equal(right(readPasted("Hỏi\nA. 1\nB. 2\nC. 3\nĐáp án: A, C")), "101");
});

test("a long option over two lines is one", () => {
  assert.deepEqual(texts(readPasted("Hỏi\nA. Một\nhai\nB. Ba")), ["Một hai", "Ba"]);
});

test("what is no list of options is left alone", () => {
  for (const text of ["", "Một câu hỏi thường.", "Bà A. Nguyễn gửi đơn.", "B. Hai\nC. Ba", "A. chỉ một"]) {
    assert.equal(readPasted(text), null);
  }
});
