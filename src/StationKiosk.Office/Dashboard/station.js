// One station: its light and why, its zones now and over the last day, its habits, devices, data, complaints and notes.
import { ago, byId, clock, element, explain, foreign, mark, number, passed, percent, redraw, refreshAges, say, serverNow, zoneCard } from "/page.js";
import { ask, button, lightMark, reasonList, send, showComplaints, showLive, start } from "/office.js";
import { dayLine, heatMap, noChart } from "/charts.js";
import { follow } from "/network.js";

const DETAIL_EVERY_MS = 30_000, HABIT_DAYS = 28;
const DEVICE = { ok: ["disc", "good"], starting: ["half", "unknown"], muted: ["half", "busy"], absent: ["square", "bad"] };
const DATE = { year: "numeric", month: "short", day: "numeric", hour: undefined, minute: undefined };
const id = new URLSearchParams(location.search).get("id") ?? "";
const path = `/api/stations/${encodeURIComponent(id)}`;

let detail = null, occupancy = null, habits = null, complaints = [], missing = false, heardAt = null, loadMark = -Infinity, network = null;

async function load() {
  loadMark = performance.now();
  try {
    [detail, occupancy, complaints] = await Promise.all([ask(path), ask(`${path}/occupancy`), ask("/api/complaints")]);
    missing = false;
  } catch (fault) {
    missing = fault.status === 404;
  }
  render();
}

async function loadHabits() {
  const to = network.body.today, from = new Date(Date.parse(`${to}T12:00:00Z`) - (HABIT_DAYS - 1) * 86400e3).toISOString().slice(0, 10);
  habits = await ask(`/api/usage?from=${from}&to=${to}&by=weekday,hour&station=${encodeURIComponent(id)}`).catch(() => null);
  renderHabits();
}

const station = () => network?.stations.get(id) ?? detail?.station;

function renderHead() {
  const s = station();
  document.title = s ? `${s.name} · ${say("title")}` : say("title");
  byId("nothing").hidden = !missing;
  byId("nothing").textContent = say("noSuchStation", id);
  if (!s) return byId("head").replaceChildren(element("h2", {}, id));
  byId("head").replaceChildren(
    element("h2", { class: "clamp" }, element("bdi", {}, s.name), " ", s.name === s.id ? "" : element("span", { class: "muted small" }, s.id)),
    element("p", {}, lightMark(s), " ", element("span", { class: "muted small" }, s.lastHeard ? [say("lastHeard"), " ", ago(s.lastHeard)] : say("neverHeard"))),
    element("p", { class: "total" }, s.visitsToday == null ? mark("dashed", "unknown", say("noData")) : number(s.visitsToday), " ",
      element("small", { class: "small" }, [say("visitsToday"), s.usual == null ? null : say("usually", number(Math.round(s.usual))), s.completeness == null ? say("unknownComplete") : say("completeShare", percent(s.completeness))].filter(Boolean).join(" · "))),
    s.reasons.length ? reasonList(s.reasons) : element("p", { class: "small muted" }, say("nothingToDo")));
}

function renderZones() {
  const zones = station()?.zones ?? [];
  byId("zones").replaceChildren(...zones.map(zone => zoneCard(zone)));
  if (!zones.length) byId("zones").append(element("li", { class: "muted small" }, say("noZones")));
}

function renderLines() {
  const box = byId("lines");
  if (!occupancy) return box.replaceChildren();
  if (!occupancy.zones.length) return box.replaceChildren(noChart(say("noLines")));
  const width = Math.max(220, Math.min(560, box.clientWidth / Math.max(1, Math.floor(box.clientWidth / 368)) - 16));
  box.replaceChildren(...occupancy.zones.map(zone => element("div", { class: "line" },
    element("h3", {}, element("span", { class: "clamp" }, element("bdi", {}, zone.zone), " ", element("span", { class: "muted" }, say(zone.service))), zone.capacity ? element("span", { class: "muted once" }, say("places", number(zone.capacity))) : ""),
    dayLine(width, zone, occupancy.from, occupancy.to, occupancy.gaps))));
  if (occupancy.gaps.length) box.append(element("p", { class: "small muted" }, say("gapsHatched", occupancy.gaps.map(gap => `${clock(gap.from)}–${clock(gap.to)}`).join(", "))));
}

function renderHabits() {
  const weeks = HABIT_DAYS / 7;
  if (!habits) return byId("heat").replaceChildren();
  if (habits.total == null) return byId("heat").replaceChildren(noChart(say("noUsage")));
  const found = new Map(habits.rows.map(row => [`${row.weekday} ${row.hour}`, row.visits / weeks]));
  const value = (day, hour) => found.get(`${day} ${hour}`) ?? 0;
  const [top] = [...found.entries()].sort((a, b) => b[1] - a[1]);
  const mean = visits => new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(visits);
  const show = (day, hour) => {
    byId("habit").textContent = day != null ? say("habitIs", say(`weekday.${day}`), hour, hour + 1, mean(value(day, hour)))
      : top ? say("habitMost", say(`weekday.${top[0].split(" ")[0]}`), top[0].split(" ")[1], Number(top[0].split(" ")[1]) + 1, mean(top[1])) : say("noVisitsYet");
  };
  redraw(byId("heat"), heatMap(Math.max(300, byId("heat").clientWidth), say("habits"), value, show));
  show(null);
}

function renderDevices() {
  const health = detail?.health;
  if (!health) return byId("devices").replaceChildren(element("li", { class: "muted" }, say("noHealth")));
  byId("devices").replaceChildren(
    ...health.devices.map(device => element("li", {}, element("span", { class: "grow" }, mark(...DEVICE[device.state] ?? DEVICE.starting, foreign("span", device.name)), " ", element("span", { class: "muted" }, say(`device.${device.kind}`))),
      element("span", { class: "muted" }, say(`device.${device.state}`), " · ", ago(device.since)), device.why && device.state !== "ok" ? foreign("p", explain(device.why)) : "")),
    fact("clock", health.clock.quality === "synced" ? mark("disc", "good", say("clock.synced")) : mark("half", "busy", say("clock.unsynced"))),
    fact("storage", [say("storageFree", bytes(health.storage.freeBytes), bytes(health.storage.totalBytes)), health.storage.fault ? [" · ", foreign("span", health.storage.fault)] : ""]),
    health.cpuTemperatureCelsius == null ? "" : fact("temperature", `${number(Math.round(health.cpuTemperatureCelsius))} °C`),
    health.certificateExpires ? fact("certificate", say("until", clock(health.certificateExpires, DATE))) : "",
    fact("version", foreign("span", health.version)),
    health.update ? fact("lastRelease", [foreign("span", health.update.version ?? "?"), " · ", say(`update.${health.update.outcome}`), " · ", ago(health.update.at)]) : "",
    health.watchdogArmed == null ? "" : fact("watchdog", health.watchdogArmed ? mark("disc", "good", say("watchdog.armed")) : mark("half", "busy", say("watchdog.off"))),
    element("li", { class: "muted" }, say("saidAgo"), " ", ago(health.at)));
}

const fact = (key, value) => element("li", {}, element("span", { class: "grow muted" }, say(key)), element("span", {}, value));
const bytes = count => count >= 1e9 ? `${number(Math.round(count / 1e8) / 10)} GB` : `${number(Math.round(count / 1e6))} MB`;

function renderData() {
  const s = station();
  if (!s) return byId("data").replaceChildren();
  const term = (key, value) => element("div", {}, element("dt", {}, say(key)), element("dd", {}, value));
  byId("data").replaceChildren(
    term("completeUntil", s.completeUntil ? clock(s.completeUntil) : say("unknownComplete")),
    term("backlog", s.backlog == null ? say("noData") : number(s.backlog)), term("missingEvents", number(s.missing)), term("unreadable", number(s.quarantined)),
    term("registered", detail?.registeredAt ? clock(detail.registeredAt, DATE) : say("notRegistered")),
    detail?.retiredAt ? term("retired", clock(detail.retiredAt, DATE)) : "",
    s.place ? term("placeOf", `${s.place.latitude.toFixed(4)}°, ${s.place.longitude.toFixed(4)}°`) : "", term("journals", number(detail?.epochs.length ?? 0)));
}

function renderTalk() {
  const own = complaints.filter(complaint => complaint.station === id);
  byId("complaints").replaceChildren(...own.map(complaint => element("li", {}, element("span", { class: "muted once" }, clock(complaint.time)),
    element("span", { class: "grow clamp" }, [complaint.service ? say(complaint.service) : null, complaint.label].filter(Boolean).flatMap((part, i) => [i ? " · " : "", element("bdi", {}, part)])),
    mark(...complaint.closedAt ? ["disc", "good", say("closed")] : ["half", "busy", say("open")]))));
  if (!own.length) byId("complaints").append(element("li", { class: "muted" }, say("noComplaints")));
  byId("notes").replaceChildren(...(detail?.notes ?? []).map(note => element("li", {}, element("span", { class: "muted once" }, clock(note.at)), element("span", { class: "grow", dir: "auto" }, note.text), note.account ? element("bdi", { class: "muted" }, note.account) : "")));
}

function render() {
  renderHead(); renderZones(); renderLines(); renderHabits(); renderDevices(); renderData(); renderTalk(); live();
}

const live = () => showLive(network?.link, heardAt ? clock(heardAt, { second: "2-digit" }) : null);

start(render);
byId("note").addEventListener("submit", async event => {
  event.preventDefault();
  try { await send("POST", `${path}/notes`, { text: byId("text").value }); byId("text").value = ""; await load(); } catch (fault) { byId("text").setCustomValidity(fault.message); byId("text").reportValidity(); }
});
byId("text").addEventListener("input", () => byId("text").setCustomValidity(""));
network = follow({
  changed: ids => {
    heardAt = serverNow();
    if (!habits) loadHabits();
    if (!ids || ids.has(id)) { renderHead(); renderZones(); renderData(); }
    showComplaints(network.totals?.complaints ?? 0);
  },
  turned: () => network && live(),
});
load();
let width = 0;
new ResizeObserver(([entry]) => { if (Math.abs(entry.contentRect.width - width) > 1) { width = entry.contentRect.width; renderLines(); renderHabits(); } }).observe(byId("station"));
setInterval(() => {
  if (network.link?.live) heardAt = serverNow();
  refreshAges(); live();
  if (station()?.zones.some(zone => zone.validUntil && passed(zone.validUntil))) renderZones();
  if (performance.now() - loadMark > DETAIL_EVERY_MS && !document.hidden) load();
}, 1000);
