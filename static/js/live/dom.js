// Making elements, in one line each. Text is always text: nothing of a frame becomes markup.

const HANDLERS = ["onclick", "onchange", "onsubmit"];

/** `el("p.lead", {hidden: true}, "chữ", child, null)`; attributes of undefined or false are left out. */
export function el(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (HANDLERS.includes(key)) made[key] = value;
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

/**
 * Make the children of `box` equal to the nodes `made`. Elements that are alike stay: the focus, a
 * screen reader's place and half-typed words live on. What has another `data-key` is another thing;
 * the focus follows the key, and what a person typed is theirs.
 */
export function redraw(box, made) {
  const { activeElement } = document;
  const key = box.contains(activeElement) ? activeElement.dataset.key : undefined;
  match(box, made);
  if (key && document.activeElement?.dataset.key !== key) {
    box.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }
}

function match(box, made) {
  const had = [...box.childNodes];
  made.forEach((fresh, place) => {
    const old = had[place];
    if (!old) box.append(fresh);
    else if (old.nodeName !== fresh.nodeName || old.dataset?.key !== fresh.dataset?.key) old.replaceWith(fresh);
    else if (old.nodeType !== Node.ELEMENT_NODE) say(old, fresh.textContent);
    else become(old, fresh);
  });
  for (const old of had.slice(made.length)) old.remove();
}

function become(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const handler of HANDLERS) old[handler] = fresh[handler];
  if (old.type === "radio") old.checked = fresh.checked;
  match(old, [...fresh.childNodes]);
}

/** Set text only when it changed: screen readers hear every change once. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
