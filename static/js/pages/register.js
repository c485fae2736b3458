// Registration and the continue page, made easier: nothing here is needed to send the forms.

import { fold } from "../core/fold.js";

const form = document.querySelector("#register");
if (form) register(form);
const resume = document.querySelector("#continue");
if (resume) fillCode(resume);

/** A QR code opens the continue page with the code behind "#", which no server ever sees. */
function fillCode(form) {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!/^[0-9A-Za-z-]{8,9}$/.test(code)) return;
  form.elements.code.value = code;
  history.replaceState(null, "", location.pathname);
  (form.elements.phone ?? form.querySelector("button")).focus();
}

function register(form) {
  document.querySelector("#error-summary")?.focus();
  communes(form);
  organisations(form);
  guardian(form);
}

async function read(url) {
  const response = await fetch(url, { credentials: "omit" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function fill(select, rows, first) {
  const chosen = select.value;
  select.replaceChildren(first, ...rows.map(([code, name]) => new Option(name, code)));
  if (rows.some(([code]) => code === chosen)) select.value = chosen;
}

/** A search box above `select` that leaves only options holding what is typed. */
function filtered(select, words) {
  const all = [...select.options].map((option) => [option.value, option.text]);
  if (all.length < 15) return null;
  const box = document.createElement("input");
  box.type = "search";
  box.autocomplete = "off";
  box.placeholder = words;
  box.setAttribute("aria-label", words);
  box.addEventListener("input", () => {
    const wanted = fold(box.value);
    const found = rows().filter(([code, name]) => code && fold(name).includes(wanted));
    fill(select, found, new Option(found.length ? `Chọn trong ${found.length} kết quả` : "Không có kết quả", ""));
    if (wanted && found.length === 1) select.value = found[0][0];
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  let current = all;
  const rows = () => current;
  select.before(box);
  return {
    use(next) {
      current = next;
      box.value = "";
    },
  };
}

function communes(form) {
  const select = form.elements.commune;
  if (!select) return;
  const filter = filtered(select, "Gõ tên xã, phường để tìm nhanh");
  const province = form.elements.province;
  if (!province) return;
  const button = form.querySelector("button[name=find][value=commune]");
  button.hidden = true;
  province.addEventListener("change", async () => {
    select.value = "";
    select.replaceChildren(new Option("Đang tải…", ""));
    try {
      const { units } = await read(`${form.dataset.communes}?tinh=${encodeURIComponent(province.value)}`);
      fill(select, units, new Option("Chọn", ""));
      filter?.use(units);
    } catch {
      // No network: the button that works without a script does it once there is one again.
      select.replaceChildren(new Option("Chưa tải được, hãy bấm nút bên trên", ""));
      button.hidden = false;
    }
  });
}

function organisations(form) {
  const select = form.elements.organisation;
  if (!select) return;
  const text = form.elements.organisation_text;
  if (!text) {
    filtered(select, "Gõ tên cơ quan, đơn vị để tìm nhanh");
    return;
  }
  const button = form.querySelector("button[name=find][value=organisation]");
  button.hidden = true;
  const first = select.options[0];
  let timer = 0;
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (fold(text.value).length < 2) return;
      try {
        const found = await read(`${form.dataset.organisations}?q=${encodeURIComponent(text.value)}`);
        fill(select, found.organisations, first);
        if (found.organisations.length === 1) select.value = found.organisations[0][0];
      } catch {
        button.hidden = false;
      }
    }, 250);
  });
}

/** The guardian's part is there only for somebody who may be under 16. */
function guardian(form) {
  const part = form.querySelector("[data-guardian]");
  const born = form.elements.birth_date ?? form.elements.birth_year;
  if (!part || !born) return;
  const show = () => {
    const year = Number(/\d{4}/.exec(born.value)?.[0] ?? 0);
    // One year of doubt: the server decides by the day.
    const old = year >= 1900 && new Date().getFullYear() - year > 17;
    part.hidden = old || !born.value;
    if (part.querySelector("[aria-invalid=true], .errorlist")) part.hidden = false;
  };
  born.addEventListener("input", show);
  born.addEventListener("change", show);
  show();
}
