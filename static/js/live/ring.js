// The drum as a clock: the ring that drains, its fine ticks, the seconds in the middle.

import { svg } from "./dom.js";

const TICKS = 60;

/** {node, draw(share, words, isLow)}: `share` of the time is left. */
export function ring(label) {
  const value = svg("circle", { class: "ring-value", cx: 120, cy: 120, r: 106, pathLength: 100, "stroke-dasharray": "100 200" });
  const words = svg("text", { x: 120, y: 122 });
  const ticks = svg("g", { class: "ring-fine" });
  for (let tick = 0; tick < TICKS; tick += 1) {
    ticks.append(svg("line", { x1: 120, y1: 40, x2: 120, y2: tick % 5 ? 46 : 50, transform: `rotate(${tick * 6} 120 120)` }));
  }
  const node = svg(
    "svg",
    { class: "clock", viewBox: "0 0 240 240", role: "timer", "aria-label": label },
    svg("circle", { class: "ring-track", cx: 120, cy: 120, r: 106 }),
    value,
    svg("circle", { class: "ring-thin", cx: 120, cy: 120, r: 88 }),
    svg("circle", { class: "ring-thin", cx: 120, cy: 120, r: 66 }),
    ticks,
    words,
  );
  let shown = "";
  return {
    node,
    draw(share, text, isLow = false) {
      value.setAttribute("stroke-dasharray", share <= 0 ? "0 200" : `${(share * 100).toFixed(2)} 200`);
      if (text === shown) return;
      shown = text;
      words.textContent = text;
      node.classList.toggle("low", isLow);
      node.classList.toggle("said", !/^\d+$/.test(text));
    },
  };
}
