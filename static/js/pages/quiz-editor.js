// The editor, made quicker: a question pasted whole is taken apart, keys mark the right answer and
// save, the words of a cited article come by a button, and a preview follows what is typed. Without
// this script everything is typed by hand and "Xem trước" asks the server.
import { quoted } from "../core/citation.js";
import { readPasted } from "../core/question-paste.js";

const form = document.querySelector("[data-editor]");
const stem = document.querySelector("#id_stem");
const kind = document.querySelector("#id_kind");
const MOST = 8;

const field = (name, place) => document.querySelector(`#id_${name}_${place}`);
const rows = () => Array.from({ length: MOST }, (_, place) => place).filter((place) => field("option", place));

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

// --- pasting ------------------------------------------------------------------------------------

function addRow() {
  const place = rows().length;
  const last = field("option", place - 1).closest(".field");
  const copy = last.cloneNode(true);
  for (const node of copy.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "value", "aria-describedby"]) {
      const value = node.getAttribute(name);
      if (value) node.setAttribute(name, value.replace(new RegExp(`([_:])${place - 1}\\b`), `$1${place}`));
    }
  }
  const letters = new RegExp(`\\b${"ABCDEFGH"[place - 1]}\\b`, "g");
  for (const node of copy.querySelectorAll("label, button, span")) {
    if (!node.children.length) node.textContent = node.textContent.replace(letters, "ABCDEFGH"[place]);
  }
  last.after(copy);
  document.querySelector("#id_options").value = place + 1;
}

stem?.addEventListener("paste", (event) => {
  const pasted = readPasted(event.clipboardData.getData("text/plain"));
  if (!pasted || !rows().length || stem.value.trim() || pasted.options.length > MOST) return;
  event.preventDefault();
  while (rows().length < pasted.options.length) addRow();
  stem.value = pasted.stem;
  for (const place of rows()) {
    const option = pasted.options[place];
    field("option", place).value = option?.text ?? "";
    if (field("right", place)) field("right", place).checked = option?.right ?? false;
  }
  say(`Đã tách thành câu hỏi và ${pasted.options.length} phương án. Kiểm tra lại đáp án đúng.`);
  show();
});

// --- keys ---------------------------------------------------------------------------------------

form?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=do][value=save]"));
  } else if (event.altKey && /^[1-8]$/.test(event.key) && field("right", event.key - 1)) {
    event.preventDefault();
    field("right", event.key - 1).click();
  }
});

// --- the words of the law -----------------------------------------------------------------------

const known = new Map();

async function articlesOf(document_) {
  if (!known.has(document_)) {
    const answer = await fetch(`${form.dataset.articles}?van-ban=${encodeURIComponent(document_)}`);
    known.set(document_, answer.ok ? (await answer.json()).articles : []);
  }
  return known.get(document_);
}

async function offerArticles(place) {
  const list = document.createElement("datalist");
  list.id = `articles-${place}`;
  for (const one of await articlesOf(field("document", place).value)) {
    list.append(new Option(one.heading, one.label));
  }
  document.querySelector(`#${list.id}`)?.remove();
  field("article", place).after(list);
  field("article", place).setAttribute("list", list.id);
}

async function takeWords(place, said) {
  const tell = (words) => (said.textContent = words);
  const value = (name) => field(name, place).value.trim();
  const found = (await articlesOf(value("document"))).find((one) => one.label === value("article"));
  const words = found ? quoted(found, value("clause"), value("point")) : "";
  if (!words) return tell("Tủ sách chưa có toàn văn của điều, khoản này. Hãy dán nguyên văn vào ô trích dẫn.");
  if (found.amended && found.abolished) return tell(`Điều này đã bị bãi bỏ từ ${found.amended}. Hãy tìm căn cứ khác cho câu hỏi.`);
  if (found.amended) return tell(`Điều này đã được sửa đổi từ ${found.amended}, tủ sách còn giữ lời văn trước khi sửa. Hãy dán nguyên văn mới vào ô trích dẫn và ghi ngày đối chiếu.`);
  field("quote", place).value = words;
  const today = new Date();
  const two = (number) => String(number).padStart(2, "0");
  field("checked", place).value = `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())}`;
  tell("Đã lấy nguyên văn từ tủ sách.");
}

for (let place = 0; field("document", place); place += 1) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn slim", textContent: "Lấy nguyên văn từ tủ sách" });
  button.append(element("span", "sr", ` cho trích dẫn ${place + 1}`));
  // What came of it is said beside the button, where the eyes are.
  const said = element("p", "hint");
  said.setAttribute("role", "status");
  button.addEventListener("click", () => takeWords(place, said));
  field("quote", place).closest(".field").before(button, said);
  field("document", place).addEventListener("change", () => offerArticles(place));
  if (field("document", place).value) offerArticles(place);
}

// --- preview ------------------------------------------------------------------------------------

const preview = document.querySelector("#live-preview");

function show() {
  if (!preview) return;
  const options = rows().map((place) => field("option", place).value.trim()).filter(Boolean);
  const isChoice = ["single", "multiple", "true_false"].includes(kind.value);
  preview.hidden = !isChoice || (!stem.value.trim() && !options.length);
  for (const screen of preview.querySelectorAll("[data-screen]")) {
    screen.replaceChildren(element("p", "preview-stem", stem.value));
    const list = element("ol", "preview-options");
    for (const [place, text] of options.entries()) {
      const item = element("li", "");
      item.append(element("span", `letter letter-${place}`, "ABCDEFGH"[place]), element("span", "", text));
      list.append(item);
    }
    screen.append(list);
  }
}

function say(words) {
  document.querySelector("#editor-said").textContent = words;
}

form?.addEventListener("input", show);
show();
