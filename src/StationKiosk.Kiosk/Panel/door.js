// The door's screen: how free each service is, and every verdict at once. All of it comes by /api/door.
import { byId, clock, drawing, element, number, passed, say, serverNow, setClock, shape, speak, speakIn, tag } from "/page.js";
import { stayLive } from "/live.js";
import { frame, picture, sign } from "/pictures.js";
import { needsTap, play, wake } from "/sound.js";

const SHOWN_MS = { welcome: 4_000, "welcome-again": 4_000, "show-badge": 20_000, refused: 7_000 };
const SCANNING_AFTER_MS = 150, SCANNING_AT_MOST_MS = 5_000, LOST_AFTER_MS = 5_000, LANGUAGE_BACK_MS = 45_000;
const LEVELS = { empty: ["good", "hollow"], available: ["good", "disc"], busy: ["busy", "half"], full: ["bad", "square"], unknown: ["unknown", "dashed"] };
const BEST = ["empty", "available", "busy", "full", "unknown"];

let door = null, stream = null, verdict = null, counted = null, hide = 0, scanning = 0;
const openedMark = performance.now();

// --- Idle: one tile a service; of its zones the freest counts, for that is where one goes.
function renderIdle() {
  const lost = !stream?.live && performance.now() - (stream?.heardMark ?? openedMark) > LOST_AFTER_MS;
  const canCheckIn = !door || door.canCheckIn;
  document.body.classList.toggle("cannot", !canCheckIn);
  byId("show").textContent = say(canCheckIn ? "door.show" : "door.cannot");
  byId("frame").replaceChildren(canCheckIn ? frame() : sign("broken"));
  byId("clock").textContent = door ? clock(serverNow()) : "";
  byId("note").textContent = lost ? say("door.lost") : !door ? "" : door.waiting ? say("door.waiting", door.waiting) : say("door.sent");
  const tiles = services(lost || !door || passed(door.validUntil));
  byId("services").style.setProperty("--count", Math.max(1, tiles.length));
  byId("services").replaceChildren(...tiles.map(tile));
  byId("sound").hidden = !needsTap();
}

function services(expired) {
  const groups = Map.groupBy(door?.zones ?? [], zone => zone.service);
  return [...groups].map(([service, zones]) => {
    const known = expired ? [] : zones.filter(zone => zone.level !== "unknown");
    const level = known.length ? BEST.find(one => known.some(zone => zone.level === one)) : "unknown";
    const countable = known.length === zones.length && zones.every(zone => zone.capacity != null && zone.count != null);
    const free = countable ? zones.reduce((sum, zone) => sum + Math.max(0, zone.capacity - zone.count), 0) : null;
    return { service, level, free, sure: known.every(zone => zone.trusted) };
  });
}

function tile({ service, level, free, sure }) {
  const [colour, form] = LEVELS[level];
  return element("li", { class: `service ${colour}` }, picture(service), element("span", { class: "name" }, say(service)),
    element("span", { class: "level" }, shape(form, colour), element("span", {}, say(level))),
    level !== "unknown" && (free > 0 || !sure) ? element("span", { class: "places" }, sure ? say("door.free", free) : say("unsure")) : "");
}

// --- Verdicts: the whole screen, until the next one or for a few seconds.
function renderVerdict() {
  const node = byId("verdict");
  node.hidden = !verdict;
  if (!verdict) return;
  const broken = verdict.reason === "storage-unavailable", key = WORDS[verdict.kind] ?? `door.${verdict.reason}`;
  node.className = broken ? "broken" : verdict.kind;
  byId("sign").replaceChildren(sign(broken ? "broken" : verdict.kind));
  byId("word").textContent = say(key);
  byId("what").textContent = verdict.kind === "scanning" ? "" : say(`${key}.do`, verdict.since);
  byId("proof").replaceChildren(...(verdict.seq == null ? [] : [
    element("li", {}, say("door.stored", verdict.at)), ...(counted?.seq === verdict.seq ? countedLines(counted) : [])]));
}

// Only what the office said: without its count there is no line, for nobody knows.
function countedLines({ month }) {
  const line = month == null ? [] : [element("li", { id: "month" }, month === 1 ? say("door.firstOfMonth") : say("door.month", month))];
  return [element("li", { id: "counted" }, say("door.counted")), ...line];
}

const WORDS = { welcome: "door.welcome", "welcome-again": "door.again", "show-badge": "door.badge", scanning: "door.scanning" };

function show(value, milliseconds) {
  clearTimeout(scanning);
  clearTimeout(hide);
  verdict = value;
  renderVerdict();
  hide = setTimeout(() => { verdict = null; renderVerdict(); }, milliseconds);
}

function takeVerdict(value) {
  show(value, SHOWN_MS[value.kind] ?? SHOWN_MS.refused);
  play(value.pattern.beeps);
  requestAnimationFrame(() => setTimeout(() => { // after the frame that shows it: how old the verdict is then, for the tests' figure
    byId("verdict").dataset.seen = `${value.kind} ${value.reader}`;
    byId("verdict").dataset.milliseconds = String(Math.round(performance.timeOrigin + performance.now() - Date.parse(value.at)));
  }));
}

// A scan is being answered. That takes milliseconds; only where it does not, a person has to be told to wait.
function takeScanning() {
  clearTimeout(scanning);
  scanning = setTimeout(() => show({ kind: "scanning" }, SCANNING_AT_MOST_MS), SCANNING_AFTER_MS);
}

function takeCounted(value) {
  counted = value;
  renderVerdict();
}

// --- A language tapped by one worker is not forced on the next.
let back = 0;
function render() { renderIdle(); renderVerdict(); }
speak({}, render);
document.title = say("door.title");
const own = tag();
byId("language").addEventListener("click", () => {
  clearTimeout(back);
  back = setTimeout(() => speakIn(own), LANGUAGE_BACK_MS);
});

addEventListener("pointerdown", () => wake().then(renderIdle));
addEventListener("keydown", () => wake().then(renderIdle));
stream = stayLive("/api/door", {
  door: value => { door = value; setClock(value.at, value.timeZone); renderIdle(); },
  beat: at => setClock(at, door?.timeZone),
  verdict: takeVerdict, scanning: takeScanning, counted: takeCounted,
}, renderIdle);
setInterval(renderIdle, 1000);
