// The line that says whether everything is saved.

import { data, find } from "./paper.js";

const WORDS_REFUSED = {
  late: "Câu trả lời đến sau khi hết giờ nên không được tính",
  closed: "Bài này đã nộp nên không nhận thêm câu trả lời",
};

function timeOf(ms) {
  const local = new Date(ms + 7 * 3600_000); // Viet Nam, whatever this device believes
  return local.toISOString().slice(11, 19);
}

/** Say it; true when nothing more is taken and only the receipt is left to see. */
export function sayState({ state, waiting, at, code, lost, lasting = true, signedOut = false }) {
  const words = find("save-words");
  let shown = state;
  let text;
  let isOver = false;
  const failed = [...(lost ?? [])].map(([item]) => (item ? `câu ${item}` : "câu dự đoán"));
  if (signedOut) {
    shown = "refused";
    text = "Máy này không còn quyền làm bài. Hãy nhập lại mã dự thi.";
  } else if (state === "offline") {
    text = `Mất mạng: ${waiting} câu đang chờ gửi, đừng đóng trang này`;
    if (!lasting) text += ". Máy không cho lưu tạm, hãy giữ trang mở";
  } else if (state === "refused" || failed.length) {
    shown = "refused";
    text = WORDS_REFUSED[code] ?? `Chưa lưu được ${failed.join(", ") || "câu vừa chọn"}. Hãy tải lại trang`;
    isOver = code === "late" || code === "closed";
  } else if (state === "sending") {
    text = "Đang lưu";
  } else {
    shown = "saved";
    text = at ? `Đã lưu lúc ${timeOf(at)}` : "Chưa có câu nào được lưu";
  }
  const box = find("save-state");
  if (box.dataset.state !== shown) {
    box.dataset.state = shown;
    const icon = document.querySelector("[data-icons]").content.querySelector(`[data-icon=${shown}]`);
    find("save-icon").replaceChildren(...(at || shown !== "saved" ? icon.cloneNode(true).childNodes : []));
  }
  if (words.textContent !== text) words.textContent = text;
  if (signedOut && !words.querySelector("a")) {
    const link = document.createElement("a");
    link.href = data.continue_url;
    link.textContent = "Nhập mã dự thi";
    words.append(" ", link);
  }
  return isOver;
}
