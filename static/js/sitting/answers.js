// The fields of one question on the sheet: read as a response, drawn from one.

import * as alphabet from "../core/response.js";

const inputs = (box) => [...box.querySelectorAll("input")];

/** The response that the fields of `question` say now; "" for none. */
export function readAnswer(question) {
  const children = [...question.querySelectorAll("[data-child]")];
  if (children.length) return alphabet.joinChildren(children.map(readAnswer));
  const box = question.querySelector("[data-answer]");
  switch (box.dataset.answer) {
    case "rows":
      return alphabet.joinRows(rowsOf(box).map(signOf));
    case "fields": {
      const fields = fieldsOf(box);
      const most = Math.min(200, ...fields.map((field) => field.maxLength).filter((length) => length > 0));
      return alphabet.joinFields(fields.map((field) => field.value), most);
    }
    default:
      return inputs(box).filter((input) => input.checked).map((input) => input.value).join("");
  }
}

/** Fill in `response`, except where somebody is typing. */
export function drawAnswer(question, response) {
  const children = [...question.querySelectorAll("[data-child]")];
  if (children.length) {
    const parts = alphabet.splitChildren(response, children.length);
    children.forEach((child, place) => drawAnswer(child, parts[place]));
    return;
  }
  const box = question.querySelector("[data-answer]");
  switch (box.dataset.answer) {
    case "rows": {
      const rows = rowsOf(box);
      const signs = alphabet.splitRows(response, rows.length);
      rows.forEach((row, place) => drawRow(row, signs[place]));
      break;
    }
    case "fields": {
      const fields = fieldsOf(box);
      const texts = alphabet.splitFields(response, fields.length);
      fields.forEach((field, place) => {
        if (field !== document.activeElement && field.value !== texts[place]) field.value = texts[place];
      });
      break;
    }
    default:
      for (const input of inputs(box)) {
        const checked = response.includes(input.value);
        if (input.checked !== checked) input.checked = checked;
      }
  }
}

const rowsOf = (box) => [...box.querySelectorAll("[data-row]")];
const fieldsOf = (box) => [...box.querySelectorAll("[data-field]")];

function signOf(row) {
  const select = row.querySelector("select");
  if (select) return select.value;
  return inputs(row).find((input) => input.checked)?.value ?? "";
}

function drawRow(row, sign) {
  const select = row.querySelector("select");
  if (select) {
    if (select.value !== sign) select.value = sign;
    return;
  }
  for (const input of inputs(row)) {
    const checked = input.value === sign;
    if (input.checked !== checked) input.checked = checked;
  }
}
