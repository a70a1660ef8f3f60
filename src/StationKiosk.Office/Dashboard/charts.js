// Charts: bars from zero, lines that stop at gaps, a heat map of habits. All are read with the pointer or the arrow keys; nothing known is a sentence.
import { clock, drawing, element, number, say, serverNow } from "/page.js";

const LEFT = 4, TOP = 22, FOOT = 22, HEIGHT = 200;

export const noChart = sentence => element("p", { class: "empty" }, sentence);

const hatch = (id, name) => drawing("defs", {}, drawing("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
  drawing("line", { class: name, x1: 0, y1: 0, x2: 0, y2: 6 })));

/**
 * Upright bars. bars: [{ label, value (null: not known), before (null: none), partial }]; show(index or null) says the exact figure;
 * ahead: bars still to come, for which room is kept. The stroke on a bar is the period before.
 */
export function barChart(width, name, bars, show, height = HEIGHT) {
  const step = (width - LEFT * 2) / Math.max(1, bars.length);
  const top = Math.max(4, ...bars.flatMap(bar => [bar.value ?? 0, bar.before ?? 0]));
  const y = value => TOP + (height - TOP - FOOT) * (1 - value / top);
  const x = index => LEFT + index * step;
  const every = Math.ceil(bars.length * labelWidth(bars) / (width - LEFT * 2));
  const drawn = bars.map((bar, i) => bar.value == null
    ? drawing("rect", { class: "none", x: x(i) + step * 0.12, width: step * 0.76, y: y(0) - 10, height: 10 })
    : drawing("rect", { class: `bar ${bar.partial ? "partial" : ""}`, x: x(i) + step * 0.12, width: step * 0.76, y: y(bar.value), height: Math.max(0, y(0) - y(bar.value)) }));
  const before = bars.map((bar, i) => bar.before == null ? "" : drawing("line", { class: "before", x1: x(i) + step * 0.05, x2: x(i) + step * 0.95, y1: y(bar.before), y2: y(bar.before) }));
  const labels = bars.map((bar, i) => i % every ? "" : drawing("text", { x: x(i) + step / 2, y: height - 6, "text-anchor": "middle" }, bar.label));
  const grid = [top, top / 2, 0].map(value => drawing("line", { class: "grid", x1: 0, x2: width, y1: y(value), y2: y(value) }));
  const scale = drawing("text", { x: width, y: TOP - 7, "text-anchor": "end" }, number(Math.round(top)));
  const svg = drawing("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: 0, "aria-label": name }, hatch("hatch", "hatch"), grid, drawn, before, labels, scale);
  return picking(svg, drawn, event => Math.floor((event.offsetX * width / svg.clientWidth - LEFT) / step), { ArrowRight: 1, ArrowLeft: -1 }, show);
}

const labelWidth = bars => 8 + 7 * Math.max(...bars.map(bar => [...bar.label].reduce((sum, c) => sum + (c > "\u2e80" ? 1.8 : 1), 0)), 1);

/** Lying bars, for names. As barChart. */
export function lyingBars(width, name, bars, show) {
  const row = 30, height = bars.length * row, from = Math.min(190, width * 0.4), end = width - 64;
  const top = Math.max(4, ...bars.flatMap(bar => [bar.value ?? 0, bar.before ?? 0]));
  const x = value => from + (end - from) * value / top;
  const drawn = bars.map((bar, i) => drawing("rect", bar.value == null
    ? { class: "none", x: from, width: 14, y: i * row + 6, height: row - 12 }
    : { class: `bar ${bar.partial ? "partial" : ""}`, x: from, width: Math.max(0, x(bar.value) - from), y: i * row + 6, height: row - 12 }));
  const before = bars.map((bar, i) => bar.before == null ? "" : drawing("line", { class: "before", x1: x(bar.before), x2: x(bar.before), y1: i * row + 3, y2: (i + 1) * row - 3 }));
  const words = bars.map((bar, i) => [
    drawing("text", { x: from - 8, y: i * row + 19, "text-anchor": "end" }, cut(bar.label, from / 7.2)),
    drawing("text", { x: (bar.value == null ? from + 14 : Math.max(x(bar.value), x(bar.before ?? 0))) + 6, y: i * row + 19 }, bar.value == null ? say("noData") : number(bar.value))]);
  const svg = drawing("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: 0, "aria-label": name }, hatch("hatch", "hatch"),
    drawing("line", { class: "grid", x1: from, x2: from, y1: 0, y2: height }), drawn, before, words.flat());
  return picking(svg, drawn, event => Math.floor(event.offsetY * height / svg.clientHeight / row), { ArrowDown: 1, ArrowUp: -1 }, show);
}

function cut(text, most) {
  let room = most, kept = "";
  for (const c of text) {
    room -= c > "\u2e80" ? 1.8 : 1;
    if (room < 1) return `${kept}…`;
    kept += c;
  }
  return kept;
}

/** One of some marks is picked by pointer or keys; show(null) when none is. */
export function picking(svg, marks, at, keys, show, columns = 1) {
  let picked = null;
  const pick = index => {
    marks[picked]?.classList.remove("picked");
    picked = index === null ? null : Math.min(Math.max(index, 0), marks.length - 1);
    marks[picked]?.classList.add("picked");
    show(picked);
  };
  svg.addEventListener("pointermove", event => pick(at(event)));
  svg.addEventListener("keydown", event => {
    const by = keys[event.key];
    if (!by) return;
    event.preventDefault();
    pick(picked === null ? (by > 0 ? 0 : marks.length - 1) : picked + by * (Math.abs(by) > 1 ? 1 : columns));
  });
  svg.addEventListener("pointerleave", () => pick(null));
  svg.addEventListener("blur", () => pick(null));
  return svg;
}

/** Weekday (rows, 1 to 7) by hour (columns): value(weekday, hour) or null for not known; show(weekday, hour) or show(null). */
export function heatMap(width, name, value, show) {
  const left = 44, step = (width - left) / 24, row = Math.max(16, Math.min(28, step)), height = row * 7 + FOOT;
  const top = Math.max(1e-9, ...all((d, h) => value(d, h) ?? 0));
  const cells = all((day, hour) => {
    const shade = value(day, hour);
    const place = { x: left + hour * step + 1, y: (day - 1) * row + 1, width: step - 2, height: row - 2, rx: 2 };
    return shade == null ? drawing("rect", { ...place, class: "none" }) : drawing("rect", { ...place, class: "cell", "fill-opacity": (0.06 + 0.94 * shade / top).toFixed(3) });
  });
  const days = [1, 2, 3, 4, 5, 6, 7].map(day => drawing("text", { x: left - 8, y: (day - 1) * row + row / 2 + 4, "text-anchor": "end" }, say(`weekday.short.${day}`)));
  const hours = [0, 6, 12, 18, 24].map(hour => drawing("text",
    { x: left + hour * step, y: height - 6, "text-anchor": hour === 0 ? "start" : hour === 24 ? "end" : "middle" }, String(hour).padStart(2, "0")));
  const svg = drawing("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: 0, "aria-label": name }, cells, days, hours);
  return picking(svg, cells,
    event => {
      const scale = width / svg.clientWidth;
      const hour = Math.floor((event.offsetX * scale - left) / step), day = Math.floor(event.offsetY * scale / row);
      return hour < 0 || hour > 23 || day < 0 || day > 6 ? null : day * 24 + hour;
    },
    { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 24, ArrowUp: -24 }, index => index === null ? show(null) : show(Math.floor(index / 24) + 1, index % 24));
}

const all = each => Array.from({ length: 168 }, (_, i) => each(Math.floor(i / 24) + 1, i % 24));

/** One zone over a day as steps; nothing is drawn where nothing is known, and gaps are hatched. */
export function dayLine(width, zone, from, to, gaps) {
  const height = 96, top = 8, foot = 20;
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  const most = Math.max(1, zone.capacity ?? 0, ...zone.steps.map(step => step.count ?? 0));
  const x = time => Math.max(0, Math.min(width, (Date.parse(time) - begin) / (end - begin) * width));
  const y = count => top + (height - top - foot) * (1 - count / most);
  const gapAt = time => gaps.some(gap => time >= Date.parse(gap.from) && time < Date.parse(gap.to));
  const parts = [];
  zone.steps.forEach((step, i) => {
    const until = Math.min(end, Date.parse(zone.steps[i + 1]?.at ?? to));
    if (step.count == null || step.level === "unknown" || until <= begin || gapAt(Math.max(begin, Date.parse(step.at)))) return;
    const next = zone.steps[i + 1];
    const rise = next?.count != null && until < end && !gapAt(until) ? `V${y(next.count)}` : "";
    parts.push(drawing("path", { class: `step ${step.trusted ? "" : "doubt"}`, d: `M${x(step.at)} ${y(step.count)}H${x(new Date(until).toISOString())}${rise}` }));
  });
  const holes = gaps.map(gap => drawing("rect", { class: "gap", x: x(gap.from), width: Math.max(1, x(gap.to) - x(gap.from)), y: top, height: height - top - foot }));
  const hours = [0, 6, 12, 18].map(back => {
    const time = new Date(end - (24 - back) * 3600e3).toISOString();
    return drawing("text", { x: x(time) + (back ? 0 : 1), y: height - 5, "text-anchor": back ? "middle" : "start" }, clock(time, {}).split(/[ ,]+/).pop());
  });
  return drawing("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": say("lineOf", zone.zone, lastCount(zone)) },
    hatch("gap", "gapline"), holes, drawing("line", { class: "grid", x1: 0, x2: width, y1: y(0), y2: y(0) }),
    zone.capacity ? drawing("line", { class: "capacity", x1: 0, x2: width, y1: y(zone.capacity), y2: y(zone.capacity) }) : "", parts, hours,
    drawing("text", { x: width, y: height - 5, "text-anchor": "end" }, clock(new Date(serverNow()).toISOString()).split(/[ ,]+/).pop()));
}

const lastCount = zone => zone.steps.at(-1)?.count == null ? say("noData") : number(zone.steps.at(-1).count);
