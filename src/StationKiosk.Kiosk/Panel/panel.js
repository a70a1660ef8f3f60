// The station manager's page: /api/live while it lasts; the truth first, then everything it rests on.
import { byId, clock, element, foreign, mark, number, own, say, setClock, shape, speak, zoneCard } from "/page.js";
import { stayLive } from "/live.js";
import { hourBars } from "/hours.js";
import { listenForChanges, recountButton, renderLogin } from "/manager.js";

const LOST_AFTER_MS = 5_000;
const STATES = { ok: ["disc", "good"], warn: ["half", "busy"], bad: ["square", "bad"], unknown: ["dashed", "unknown"] };
const VERDICTS = { welcome: ["disc", "good"], "welcome-again": ["hollow", "good"], refused: ["square", "bad"], "show-badge": ["half", "busy"] };

const WORST = ["bad", "warn", "ok", "unknown"]; // what needs a hand comes first

let status = null, stream = null;
const openedMark = performance.now();

const pick = (table, key) => Object.hasOwn(table, key) ? table[key] : STATES.unknown;
const told = said => said ? say(said.key, ...said.values) : null;

function render() {
  const stale = isStale();
  document.body.classList.toggle("stale", stale);
  byId("live").replaceChildren(stream?.live && status ? mark("disc", "good", say("live", clock(status.at, { second: "2-digit" }))) : say("connecting"));
  renderTruth(stale);
  renderLogin();
  if (!status) return;
  document.title = byId("station").textContent = status.station;
  renderZones();
  renderToday();
  byId("devices").replaceChildren(...[...status.parts].sort((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state)).map(part));
  byId("recent").replaceChildren(...status.recent.map(scan));
  if (!status.recent.length) byId("recent").append(element("li", { class: "none muted" }, say("page.noScans")));
  byId("version").textContent = say("page.version", status.version);
}

const isStale = () => !stream?.live && performance.now() - (stream?.heardMark ?? openedMark) > LOST_AFTER_MS;

function renderTruth(stale) {
  if (stale) return truth("bad", status ? say("page.lost", clock(status.at, { second: "2-digit" })) : say("page.never"), say("page.lost.do"));
  if (status) truth(status.truth.state, told(status.truth.say), told(status.truth.do));
}

function truth(state, sentence, remedy) {
  const [form, colour] = pick(STATES, state), node = byId("truth");
  if (node.textContent === sentence + (remedy ?? "") && node.classList.contains(colour)) return; // a screen reader says it once
  node.className = `banner ${colour}`;
  node.replaceChildren(element("p", { class: "sentence" }, shape(form, colour), sentence), remedy ? own("p", remedy) : "");
}

// Zones are drawn anew only where something changed, so that a focused button keeps its focus.
let zonesDrawn = "";
function renderZones() {
  const { zones, validUntil } = status.occupancy, list = byId("zones");
  const look = JSON.stringify([zones, document.documentElement.lang, status.counted, document.body.className, zones.length && Date.parse(validUntil) > Date.parse(status.at)]);
  if (look === zonesDrawn) return;
  zonesDrawn = look;
  const focused = document.activeElement?.dataset.zone;
  list.replaceChildren(...zones.map(zone => {
    const card = zoneCard(zone, validUntil);
    if (status.counted.includes(zone.zone)) card.append(recountButton(zone));
    return card;
  }));
  if (!zones.length) list.append(element("li", { class: "none muted" }, say("page.noZones")));
  if (focused != null) [...list.querySelectorAll("button")].find(button => button.dataset.zone === focused)?.focus();
}

function renderToday() {
  const { visits, byHour, byService, welcomeAgain, refused } = status.today;
  byId("total").textContent = visits == null ? say("visits.unknown") : visits === 0 ? say("visits.none") : visits === 1 ? say("visits.one") : say("visits.count", visits);
  byId("hours").replaceChildren(visits ? hourBars(byHour, Number(clock(status.at, { hour: "2-digit", minute: undefined }).match(/\d+/)[0])) : "");
  byId("services").replaceChildren(...(visits ? byService : []).map(one => element("li", {}, one.service ? say(one.service) : say("visits.door"), " ", element("b", {}, number(one.visits)))));
  const started = new Date(Date.parse(status.at) - status.health.uptimeSeconds * 1000).toISOString();
  byId("others").textContent = welcomeAgain + refused > 0 ? say("visits.others", welcomeAgain, refused, started) : "";
}

function part(one) {
  const [form, colour] = pick(STATES, one.state), remedy = told(one.do);
  const name = one.name == null ? element("span", {}, say(one.what)) : element("div", {}, element("span", { class: "muted" }, say(one.what)), " ", foreign("span", one.name));
  return element("li", {}, name,
    element("span", {}, mark(form, colour, told(one.say)), " ", one.since ? element("span", { class: "muted once" }, say("page.since", one.since)) : ""),
    remedy ? element("div", { class: "why" }, own("p", remedy)) : "");
}

function scan({ time, verdict, reason, category, reader }) {
  return element("li", {}, element("span", { class: "muted" }, clock(time)),
    element("span", {}, mark(...pick(VERDICTS, verdict), say(verdict)), " ", element("bdi", { class: "muted" }, [reason, category].filter(Boolean).map(word => say(word)).join(" · "))),
    element("span", { class: "muted" }, foreign("span", reader)));
}

speak({}, render);
stream = stayLive("/api/live", { status: body => { status = body; setClock(body.at, body.timeZone); stream.live && render(); } }, render);
listenForChanges(render);
setInterval(() => isStale() && render(), 1000);
