// What the pages of office and kiosk share: elements that hold foreign texts as text only, shapes, zones; words and times are say.js.
import { age, clock, explain, number, passed, say } from "/say.js";

export * from "/say.js";

export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function drawing(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) if (value != null) node.setAttribute(name, value);
  node.append(...children.flat().filter(child => child != null && child !== ""));
  return node;
}

// A text from outside: its own writing direction, three lines at most, the rest in the tooltip.
export const foreign = (tag, text) => element(tag, { class: "clamp", title: text, dir: "auto" }, text);

// A sentence of ours with foreign values in it: it runs as the page does, for its values are isolated; else as long as a foreign text.
export const own = (tag, text) => element(tag, { class: "clamp", title: text }, text);

// Draws a part anew; the keyboard's focus goes to what stands in its place: the same link, else the control that has its number now.
export function redraw(node, ...children) {
  const stops = () => [...node.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const focused = document.activeElement, at = stops().indexOf(focused);
  node.replaceChildren(...children.flat().filter(child => child != null && child !== ""));
  if (at < 0) return;
  const now = stops(), same = now.find(stop => stop.href && stop.href === focused.href);
  (same ?? now[Math.min(at, now.length - 1)])?.focus({ preventScroll: true });
}

export const byId = id => document.getElementById(id);

export const ago = time => element("time", { datetime: time, title: clock(time, { second: "2-digit" }) }, age(time));
export const refreshAges = () => document.querySelectorAll("time[datetime]").forEach(node => {
  const text = age(node.dateTime);
  if (node.textContent !== text) node.textContent = text;
});

// --- States and zones.
const SHAPES = {
  hollow: () => drawing("circle", { cx: 8, cy: 8, r: 6, fill: "none", "stroke-width": 2.5 }),
  disc: () => drawing("circle", { cx: 8, cy: 8, r: 7, stroke: "none" }),
  half: () => drawing("g", {}, drawing("circle", { cx: 8, cy: 8, r: 6.5, fill: "none", "stroke-width": 1.5 }), drawing("path", { d: "M8 1.5a6.5 6.5 0 0 0 0 13z", stroke: "none" })),
  square: () => drawing("rect", { x: 1.5, y: 1.5, width: 13, height: 13, stroke: "none" }),
  dashed: () => drawing("circle", { cx: 8, cy: 8, r: 6.5, fill: "none", "stroke-width": 2, "stroke-dasharray": "2.6 2.5" }),
};
const LEVELS = { empty: ["good", "hollow"], available: ["good", "disc"], busy: ["busy", "half"], full: ["bad", "square"], unknown: ["unknown", "dashed"] };

export const shape = (name, colour) => drawing("svg", { class: `shape ${colour}`, viewBox: "0 0 16 16", "aria-hidden": "true" }, SHAPES[name]());
export const mark = (name, colour, text) => element("span", { class: "mark" }, shape(name, colour), element("span", {}, text));

// A zone as colour, shape and word; past its validUntil it says that nothing is known, whatever it said before.
export function zoneCard(zone, validUntil = zone.validUntil) {
  const expired = validUntil != null && passed(validUntil);
  const level = expired || validUntil == null || !Object.hasOwn(LEVELS, zone.level) ? "unknown" : zone.level;
  const nothing = level === "unknown";
  const [colour, form] = LEVELS[level];
  const since = expired ? validUntil : zone.since;
  const full = zone.capacity > 0 && zone.count != null && !nothing ? Math.min(1, zone.count / zone.capacity) : null;
  return element("li", { class: `zone ${nothing ? "nothing" : zone.trusted ? "" : "doubt"}` },
    mark(form, colour, say(zone.service)),
    zone.zone !== zone.service ? foreign("div", zone.zone) : "",
    full === null ? "" : drawing("svg", { class: `meter ${colour}`, viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
      drawing("rect", { class: "track", width: 100, height: 4 }), drawing("rect", { class: "fill", width: 100 * full, height: 4 })),
    nothing ? element("div", {}, since ? say("noDataSince", clock(since)) : say("noData"))
      : element("div", {}, element("b", {}, figure(zone)), element("span", { class: colour }, word(zone, level))),
    zone.why && !expired && (nothing || !zone.trusted) ? own("div", explain(zone.why)) : "");
}

function figure(zone) {
  if (zone.count == null) return zone.capacity == null ? "" : `–/${number(zone.capacity)}`;
  return zone.capacity == null ? number(zone.count) : `${number(zone.count)}/${number(zone.capacity)}`;
}

const word = (zone, level) => [
  say(level), zone.capacity > 0 && zone.count > zone.capacity ? say("over", number(zone.count - zone.capacity)) : null, zone.trusted ? null : say("unsure"),
].filter(Boolean).join(" · ");
