// Visits by hour as bars from zero. A bar that may still grow is hatched; an hour to come has no bar; nothing known is a sentence.
import { drawing, element, number, say } from "/page.js";

const HOURS = 24, HEIGHT = 160, TOP = 22, FOOT = 20, LEFT = 4;

/** figures[hour] = visits; from the hour `partialFrom` on bars may still grow; hours after `current` are to come. */
export function hourChart(width, figures, partialFrom, current, show) {
  const step = (width - LEFT * 2) / HOURS;
  const top = Math.max(4, ...figures);
  const y = visits => TOP + (HEIGHT - TOP - FOOT) * (1 - visits / top);
  const hatch = drawing("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    drawing("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 6 }));
  const grid = [top, top / 2].map(visits => drawing("line", { class: "grid", x1: 0, x2: width, y1: y(visits), y2: y(visits) }));
  const base = drawing("line", { class: "grid", x1: 0, x2: width, y1: y(0) + 0.5, y2: y(0) + 0.5 });
  const labels = [0, 6, 12, 18, 24].map(hour => drawing("text",
    { x: LEFT + hour * step, y: HEIGHT - 4, "text-anchor": hour === 0 ? "start" : hour === HOURS ? "end" : "middle" }, String(hour).padStart(2, "0")));
  const scale = drawing("text", { x: width, y: TOP - 6, "text-anchor": "end" }, number(top));
  const bars = figures.map((visits, hour) => drawing("rect", {
    class: `bar ${hour >= partialFrom ? "partial" : ""}`, "data-hour": hour,
    x: LEFT + hour * step + step * 0.12, width: step * 0.76, y: y(visits), height: Math.max(0, y(0) - y(visits)),
  })).slice(0, current + 1);

  let picked;
  const pick = hour => {
    bars[picked]?.classList.remove("picked");
    picked = Math.min(Math.max(hour, 0), current);
    bars[picked]?.classList.add("picked");
    show(picked);
  };
  const svg = drawing("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", tabindex: 0, "aria-label": say("byHour") },
    drawing("defs", {}, hatch), grid, bars, base, labels, scale);
  svg.addEventListener("pointermove", event => pick(Math.floor((event.offsetX - LEFT) / step)));
  svg.addEventListener("keydown", event => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) pick((picked ?? current) + by);
  });
  const leave = () => { bars[picked]?.classList.remove("picked"); picked = undefined; show(null); };
  svg.addEventListener("pointerleave", leave);
  svg.addEventListener("blur", leave);
  return svg;
}

export const noChart = sentence => element("p", { class: "empty" }, sentence);
