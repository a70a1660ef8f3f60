// What the pages of office and kiosk share: elements that hold foreign texts as text only, words in two languages, times, zones.

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

export const byId = id => document.getElementById(id);

// --- Words: every key has an English and a Chinese form; {0} {1} … stand for values.
const shared = {
  otherLanguage: ["中文", "English"], noData: ["No data", "暂无数据"], ago: ["{0} ago", "{0}前"], now: ["just now", "刚刚"],
  s: ["{0} s", "{0} 秒"], min: ["{0} min", "{0} 分钟"], h: ["{0} h", "{0} 小时"], d: ["{0} days", "{0} 天"],
  empty: ["empty", "空闲"], available: ["free", "有位"], busy: ["busy", "较满"], full: ["full", "已满"], unknown: ["no data", "暂无数据"],
  noDataSince: ["no data since {0}", "{0} 起无数据"], unsure: ["not certain", "数据存疑"], over: ["{0} over", "超员 {0}"],
  rest: ["Rest", "休息"], dining: ["Dining", "就餐"], parking: ["Parking", "停车"], learning: ["Learning", "学习"], restroom: ["Restroom", "卫生间"], "first-aid": ["First aid", "急救"],
  courier: ["courier", "外卖骑手"], parcel: ["parcel", "快递员"], "ride-hailing": ["ride-hailing", "网约车司机"], truck: ["trucker", "货车司机"], sanitation: ["sanitation", "环卫工人"], other: ["other", "其他"],
};
let words = shared;
let language = 0;

export const tag = () => ["en", "zh-CN"][language];
export const say = (key, ...values) =>
  Object.hasOwn(words, key) ? words[key][language].replace(/\{(\d)\}/g, (_, i) => values[i]) : String(key);

export function speak(own, render) {
  words = { ...shared, ...own };
  const asked = new URLSearchParams(location.search).get("lang") ?? remembered() ?? navigator.language;
  const use = chosen => {
    language = chosen;
    document.documentElement.lang = tag();
    document.querySelectorAll("[data-say]").forEach(node => node.replaceChildren(say(node.dataset.say)));
    render();
  };
  byId("language").addEventListener("click", () => { use(1 - language); remember(tag()); });
  use(asked.startsWith("zh") ? 1 : 0);
}

function remembered() { try { return localStorage.getItem("language"); } catch { return null; } }
function remember(value) { try { localStorage.setItem("language", value); } catch { /* a browser may forbid it */ } }

// --- Time: the server's clock, carried on by the monotonic one, so that a wrong clock on this machine changes nothing.
let heardAt = Date.now(), heardMark = performance.now(), zone;

export function setClock(at, timeZone) {
  [heardAt, heardMark] = [Date.parse(at), performance.now()];
  try { new Intl.DateTimeFormat("en", { timeZone }); zone = timeZone; } catch { zone = undefined; }
}

export const inZone = (time, options) => new Intl.DateTimeFormat("en-CA", { ...options, timeZone: zone }).format(new Date(time));
export const serverNow = () => heardAt + performance.now() - heardMark;
export const passed = time => !(Date.parse(time) > serverNow()); // no readable time counts as passed
export const number = value => new Intl.NumberFormat(tag()).format(value);
export const percent = share => new Intl.NumberFormat(tag(), { style: "percent", maximumFractionDigits: 0 }).format(Math.floor(share * 100 + 1e-9) / 100);

export function clock(time, options = { hour: "2-digit", minute: "2-digit" }) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "?";
  const day = Math.abs(serverNow() - date) > 20 * 3600e3 ? { month: "short", day: "numeric" } : {};
  return new Intl.DateTimeFormat(tag(), { ...day, ...options, hourCycle: "h23", timeZone: zone }).format(date);
}

export function age(time) {
  const seconds = Math.max(0, Math.round((serverNow() - Date.parse(time)) / 1000));
  const [unit, size] = seconds < 90 ? ["s", 1] : seconds < 5400 ? ["min", 60] : seconds < 129600 ? ["h", 3600] : ["d", 86400];
  return seconds < 2 ? say("now") : say("ago", say(unit, Math.floor(seconds / size)));
}

export const ago = time => element("time", { datetime: time, title: clock(time, { hour: "2-digit", minute: "2-digit", second: "2-digit" }) }, age(time));
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
    zone.why && !expired && (nothing || !zone.trusted) ? foreign("div", zone.why) : "");
}

function figure(zone) {
  if (zone.count == null) return zone.capacity == null ? "" : `–/${number(zone.capacity)}`;
  return zone.capacity == null ? number(zone.count) : `${number(zone.count)}/${number(zone.capacity)}`;
}

const word = (zone, level) => [
  say(level), zone.capacity > 0 && zone.count > zone.capacity ? say("over", number(zone.count - zone.capacity)) : null, zone.trusted ? null : say("unsure"),
].filter(Boolean).join(" · ");
