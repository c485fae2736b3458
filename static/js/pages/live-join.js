// The door of a room: ask for a place, keep its ticket on this device, go in.

import { newKey } from "../core/retry.js";
import { pageData, storage } from "../live/dom.js";
import { askPlace, keepPlace } from "../live/door.js";

const data = pageData("join-data");
const form = document.querySelector("[data-join]");
const fault = document.querySelector("[data-fault]");
const kept = storage();
const name = `phong:${data.room}`;
let key = newKey();
let sent = "";

try {
  const before = JSON.parse(kept?.getItem(name) ?? "null");
  if (before?.ticket) {
    document.querySelector("[data-back-name]").textContent = before.name;
    document.querySelector("[data-back]").hidden = false;
  }
} catch {
  // What is kept is not ours to read: join anew.
}

function tell(code) {
  document.querySelector("[data-fault-words]").textContent = data.words[code] ?? data.words.other;
  fault.hidden = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  fault.hidden = true;
  const typed = Object.fromEntries([...new FormData(form)].map(([field, value]) => [field, value.trim()]));
  // Other words are another wish, even if nobody knows what became of the last one.
  if (JSON.stringify(typed) !== sent) [key, sent] = [sent ? newKey() : key, JSON.stringify(typed)];
  const wish = { code: data.code, k: key, ...typed };
  const { place, code, again } = await askPlace(wish);
  if (place) {
    keepPlace(kept, data.room, place);
    // Where nothing can be kept, the ticket goes along in the part of the address that is never sent.
    location.assign(`${data.next}#${encodeURIComponent(JSON.stringify(place))}`);
    return;
  }
  // Another name or code is another wish; the same one again is the same place.
  if (!again) key = newKey();
  tell(code);
  button.removeAttribute("aria-busy");
});
