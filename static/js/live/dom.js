// Making elements, in one line each. Text is always text: nothing of a frame becomes markup.

/** `el("p.lead", {hidden: true}, "chữ", child, null)`; attributes of undefined or false are left out. */
export function el(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "onclick") made.addEventListener("click", value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A copy of what a <template data-{name}> holds. */
export function copyOf(name) {
  return document.querySelector(`template[data-${name}]`).content.cloneNode(true);
}

/** An icon of the page's <template data-icons>. */
export function icon(name) {
  const found = document.querySelector("template[data-icons]").content.querySelector(`[data-icon="${name}"] svg`);
  return found.cloneNode(true);
}

/** What the server put into the page. */
export function pageData(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** localStorage where the browser allows it. */
export function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** A socket to this very host. */
export function openSocket() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}/song/`);
}

/** Set text only when it changed: screen readers hear every change once. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
