// Words, numbers and times in the reader's language. A word that a language lacks is said in the next of its chain.
import { languages, words as written } from "/words.js";

const CHAINS = { en: ["en", "zh-CN", "ug"], "zh-CN": ["zh-CN", "en", "ug"], ug: ["ug", "zh-CN", "en"] };
const NAMES = { en: "English", "zh-CN": "中文", ug: "ئۇيغۇرچە" };
const RIGHT_TO_LEFT = ["ug"];

let words = written, language = "en", use = () => {};

export const tag = () => language;
export const isRightToLeft = () => RIGHT_TO_LEFT.includes(language);

// Says a key; {0} {1:time} … stand for values, see FORMATS. A key that nobody wrote is said as it is.
export function say(key, ...values) {
  if (!Object.hasOwn(words, key)) return String(key);
  const text = CHAINS[language].map(one => words[key][languages.indexOf(one)]).find(Boolean);
  return text.replace(/\{(\d)(?::(\w+))?\}/g, (_, i, format = "text") => FORMATS[format](values[i]));
}

const FORMATS = {
  text: value => isolated(String(value)), word: value => say(value), number: value => number(Number(value)), time: value => clock(value), span: value => span(Number(value)),
  why: value => explain(value), duration: value => value.replace(/^(\d+) (s|min|h|d)(?:ays)?$/, (_, count, unit) => say(unit, count)),
  date: value => clock(value, { year: "numeric", month: "short", day: "numeric", hour: undefined, minute: undefined }),
};

// A value keeps its writing direction to itself (Unicode FSI … PDI), and cannot end that from within.
function isolated(text) {
  const plain = text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
  return (isRightToLeft() ? /\p{L}/u : /[\u0590-\u08ff]/).test(plain) ? `\u2068${plain}\u2069` : plain;
}

// Machines' sentences reach us in English (zone.why, device.why). Those whose pattern is written under a key why.… are said in the reader's language.
let patterns;
export function explain(text) {
  patterns ??= Object.keys(words).filter(key => key.startsWith("why.")).map(key => [key, pattern(words[key][0])]);
  return said(String(text)) ?? String(text).split("; ").map(part => said(part) ?? isolated(part)).join("; ");
}

function said(sentence) {
  for (const [key, regex] of patterns) {
    const match = regex.exec(sentence);
    if (match) return say(key, ...match.slice(1));
  }
  return null;
}

const pattern = english => new RegExp(`^${english.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\d(?::\w+)?\}/g, "([^;]{1,400}?)")}$`, "u");

// Starts the page in the language asked for (?lang=), chosen before, or the browser's; #language becomes one button a language.
// own: words of this page only. render: called now and whenever the language changes.
export function speak(own, render) {
  words = { ...written, ...own };
  const switcher = document.getElementById("language");
  const offered = (switcher?.dataset.languages ?? languages.join(" ")).split(" ");
  use = chosen => {
    language = chosen;
    document.documentElement.lang = chosen;
    document.documentElement.dir = isRightToLeft() ? "rtl" : "ltr";
    document.querySelectorAll("[data-say]").forEach(node => node.replaceChildren(say(node.dataset.say)));
    switcher?.setAttribute("aria-label", say("language"));
    switcher?.querySelectorAll("button").forEach(button => button.setAttribute("aria-pressed", button.lang === chosen));
    render();
  };
  switcher?.replaceChildren(...offered.map(one => {
    const button = document.createElement("button");
    [button.type, button.lang, button.textContent] = ["button", one, NAMES[one]];
    button.addEventListener("click", () => { use(one); if (switcher.dataset.remember !== "no") remember(one); });
    return button;
  }));
  const asked = [new URLSearchParams(location.search).get("lang"), remembered(), ...navigator.languages].filter(Boolean);
  use(asked.map(one => offered.find(other => one === other || one.split("-")[0] === other.split("-")[0])).find(Boolean) ?? offered[0]);
}

// Speaks a language for now, without remembering it.
export const speakIn = chosen => use(chosen);

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
export const number = value => new Intl.NumberFormat(language).format(value);
export const percent = share => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(Math.floor(share * 100 + 1e-9) / 100);

export function clock(time, options = {}) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "?";
  const day = Math.abs(serverNow() - date) > 20 * 3600e3 ? { month: "short", day: "numeric" } : {};
  if (RIGHT_TO_LEFT.includes(language) && (day.month || options.month)) options = { ...options, month: "2-digit", day: "2-digit" }; // browsers know no Uyghur names of months
  return new Intl.DateTimeFormat(language, { ...day, hour: "2-digit", minute: "2-digit", ...options, hourCycle: "h23", timeZone: zone }).format(date);
}

export function span(seconds) {
  const [unit, size] = seconds < 90 ? ["s", 1] : seconds < 5400 ? ["min", 60] : seconds < 129600 ? ["h", 3600] : ["d", 86400];
  return say(unit, number(Math.floor(seconds / size)));
}

export function age(time) {
  const seconds = Math.max(0, Math.round((serverNow() - Date.parse(time)) / 1000));
  return seconds < 2 ? say("now") : say("ago", span(seconds));
}
