// The office's dashboard: /api/live while it lasts, /api/stations when it is quiet, /api/usage for the hours.
import { ago, byId, clock, element, foreign, inZone, mark, number, passed, percent, refreshAges, say, serverNow, setClock, speak, zoneCard } from "/page.js";
import { hourChart, noChart } from "/chart.js";

const QUIET_MS = 30_000, USAGE_EVERY_MS = 60_000, USAGE_AFTER_VISIT_MS = 5_000, RETRY_MS = 3_000, VISITS_SHOWN = 12;
const STATES = { online: ["disc", "good", 3], silent: ["half", "busy", 1], offline: ["square", "bad", 0], "never-heard": ["dashed", "unknown", 2] };

let body = null, usage = null, usageFailed = false, visits = [];
const rows = new Map();

const words = {
  title: ["Rest stations", "驿站总览"], stations: ["Stations", "驿站"], byHour: ["Visits today by hour", "今日各时段到站"], happened: ["What just happened", "最新动态"],
  lost: ["Not live since {0}. What you see is from then; the page comes back by itself.", "{0} 起连接中断，以下为当时的数据；恢复后页面会自动更新。"],
  neverLive: ["The office does not answer. The page keeps trying by itself.", "暂时连不上中心，页面会自动重试。"],
  visitsToday: ["Visits today", "今日到站"], peopleNow: ["People now", "当前在站"], online: ["online", "在线"], silent: ["silent", "无消息"], offline: ["offline", "离线"],
  "never-heard": ["never heard", "从未上线"], complete: ["How complete today is", "今日数据完整度"],
  arrived: ["{0} of the data has arrived", "数据已到 {0}"], noReport: ["Nothing has been reported yet", "尚无上报"], unknownComplete: ["how complete is not known", "完整度未知"],
  zonesCounted: ["from {0} of {1} zones", "{1} 个区域中 {0} 个有数据"], short: ["stations that have not sent everything: {0}", "{0} 个驿站数据未到齐"], allIn: ["every station has sent everything", "所有驿站数据已到齐"],
  waiting: ["{0} waiting to be sent", "{0} 条待上传"], quarantined: ["{0} unreadable, kept for inspection", "{0} 条无法识别，已留存"], missing: ["{0} missing, asked for again", "缺 {0} 条，已请求补传"],
  completeUntil: ["complete until {0}", "完整至 {0}"], today: ["visits today", "次到站"], noVisitData: ["no data on visits", "到站暂无数据"], lastHeard: ["heard", "收到消息"], since: ["{0} since {1}", "{0}，自 {1}"],
  notRegistered: ["not in the register: station-office station add {0}", "未登记：请运行 station-office station add {0}"],
  noZones: ["No zone has been reported.", "尚未上报任何区域。"],
  noStations: ["No station yet. Add the first with: station-office station add", "还没有驿站。请用 station-office station add 添加第一个。"],
  busiest: ["Busiest so far: {0}–{1} h, {2} visits", "目前最忙：{0}–{1} 时，{2} 次"], hour: ["{0}–{1} h: {2} visits{3}", "{0}–{1} 时：{2} 次{3}"], soFar: [" so far", "（未满）"],
  noVisitsHour: ["No visit yet today", "今日尚无到站"], noUsage: ["No data for today yet.", "今日暂无数据。"], usageFailed: ["The hours cannot be read just now; the page tries again.", "各时段数据暂时读取失败，稍后自动重试。"],
  nothingYet: ["No visit since this page was opened.", "打开页面后尚无到站。"], "clock-unsynced": ["clock not set", "时钟未校准"], "keys-stale": ["key list old", "密钥列表过期"], "key-unverified": ["key not verified", "密钥未核实"],
};

// --- The four numbers
function renderNumbers() {
  const t = body?.totals;
  const zones = (body?.stations ?? []).flatMap(station => station.zones).filter(zone => zone.service !== "parking"); // vehicles are no people
  const counted = zones.filter(zone => zone.count != null && zone.level !== "unknown" && !passed(zone.validUntil)).length;
  const troubled = ["silent", "offline", "neverHeard"].map((key, i) => t?.[key] ? `${number(t[key])} ${say(["silent", "offline", "never-heard"][i])}` : null).filter(Boolean);
  const arrived = t?.completeness == null ? say("unknownComplete") : say("arrived", percent(t.completeness));
  const late = t?.completeness == null ? null : usage?.completeness.short.length;
  byId("numbers").replaceChildren(
    tile("visitsToday", t?.visitsToday == null ? null : number(t.visitsToday), t?.visitsToday == null ? say("noReport") : arrived, true),
    tile("peopleNow", t?.peopleNow == null || counted === 0 ? null : number(t.peopleNow), say("zonesCounted", number(counted), number(zones.length)), true),
    tile("stations", t ? `${number(t.online)}/${number(t.stations)}` : null, [say("online"), ...troubled].join(" · ")),
    tile("complete", t?.completeness == null ? null : percent(t.completeness), late == null ? say("unknownComplete") : !late ? say("allIn") : say("short", number(late))));
}

function tile(label, value, note, aged) {
  if (!body) return element("div", { class: "card nothing" }, element("h2", {}, say(label)), element("div", { class: "value" }, "…"));
  return element("div", { class: `card ${value === null ? "nothing" : ""}` }, element("h2", {}, say(label)),
    element("div", { class: "value" }, value === null ? mark("dashed", "unknown", say("noData")) : value),
    element("p", { class: "muted" }, note, aged ? " · " : "", aged ? ago(body.at) : ""));
}

// --- Stations
function renderStations() {
  const stations = body?.stations ?? [];
  for (const id of [...rows.keys()]) if (!stations.some(station => station.id === id)) rows.delete(id);
  stations.forEach(renderStation);
  order();
}

function renderStation(station) {
  const card = stationCard(station);
  rows.get(station.id)?.node.replaceWith(card);
  const ends = station.zones.map(zone => Date.parse(zone.validUntil)).filter(end => end > serverNow());
  rows.set(station.id, { node: card, station, expires: Math.min(...ends, Infinity) });
}

// What needs attention first, then by name; nodes move only where the order changed.
function order() {
  const urgency = station => stateOf(station)[2] + (station.state === "online" && !station.problems.length ? 1 : 0);
  const sorted = [...rows.values()].sort((a, b) => urgency(a.station) - urgency(b.station) || a.station.name.localeCompare(b.station.name));
  const list = byId("stations");
  if (!sorted.length) return list.replaceChildren(body ? element("li", { class: "card nothing" }, say("noStations")) : "");
  sorted.forEach(({ node }, i) => { if (list.children[i] !== node) list.insertBefore(node, list.children[i] ?? null); });
  while (list.children.length > sorted.length) list.lastElementChild.remove();
  byId("count").textContent = number(sorted.length);
}

const stateOf = station => STATES[Object.hasOwn(STATES, station.state) ? station.state : "never-heard"];

function stationCard(s) {
  const [form, colour] = stateOf(s);
  const state = s.state === "online" || !s.since ? say(s.state) : say("since", say(s.state), clock(s.since));
  const lines = [
    s.registered ? null : say("notRegistered", s.id), ...s.problems,
    s.quarantined ? say("quarantined", number(s.quarantined)) : null, s.missing ? say("missing", number(s.missing)) : null,
  ].filter(Boolean);
  return element("li", { class: `card station ${colour}` },
    element("div", { class: "who" },
      element("h3", { class: "clamp", title: s.name }, element("bdi", {}, s.name || s.id), " ", s.name && s.name !== s.id ? element("span", { class: "id" }, s.id) : ""),
      element("p", { class: "small state" }, mark(form, colour, state), s.lastHeard ? element("span", { class: "muted" }, `${say("lastHeard")} `, ago(s.lastHeard)) : ""),
      s.why ? element("div", { class: "small" }, foreign("p", s.why)) : "",
      lines.length ? element("ul", { class: "problems" }, lines.map(line => foreign("li", line))) : ""),
    s.zones.length ? element("ul", { class: "zones" }, s.zones.map(zone => zoneCard(zone))) : element("p", { class: "nozones" }, say("noZones")),
    element("div", { class: "today small muted" },
      s.visitsToday == null ? mark("dashed", "unknown", say("noVisitData")) : element("p", {}, element("span", { class: "big" }, number(s.visitsToday)), ` ${say("today")}`),
      element("p", {}, s.completeUntil ? say("completeUntil", clock(s.completeUntil)) : say("unknownComplete")),
      s.backlog ? element("p", { class: "busy" }, say("waiting", number(s.backlog))) : ""));
}

// --- The hours of today
function renderChart() {
  const short = usage?.completeness.short ?? [];
  byId("completeness").textContent = !usage ? "" : [
    usage.completeness.ratio == null ? say("unknownComplete") : say("arrived", percent(usage.completeness.ratio)),
    short.length ? say("short", number(short.length)) : usage.completeness.ratio == null ? null : say("allIn")].filter(Boolean).join(" · ");
  const sentence = usageFailed ? say("usageFailed") : usage?.total == null ? say("noUsage") : null;
  if (sentence) {
    byId("finding").textContent = "";
    return byId("chart").replaceChildren(body ? noChart(sentence) : "");
  }

  const figures = new Array(24).fill(0);
  for (const row of usage.rows) if (Number.isInteger(row.hour) && row.hour >= 0 && row.hour < 24) figures[row.hour] += row.visits ?? 0;
  const current = hourOf(serverNow());
  const partialFrom = Math.min(current, ...short.map(one => isToday(one.since) ? hourOf(one.since) : 0));
  const show = hour => { byId("finding").textContent = hour === null ? finding(figures) : say("hour", hour, hour + 1, number(figures[hour]), hour >= partialFrom ? say("soFar") : ""); };
  byId("chart").replaceChildren(hourChart(Math.max(240, byId("chart").clientWidth), figures, partialFrom, current, show));
  show(null);
}

const hourOf = time => Number(inZone(time, { hour: "2-digit", hourCycle: "h23" }));
const isToday = time => inZone(time, { year: "numeric", month: "2-digit", day: "2-digit" }) === usage.from;

function finding(figures) {
  const most = Math.max(...figures);
  return most === 0 ? say("noVisitsHour") : say("busiest", figures.indexOf(most), figures.indexOf(most) + 1, number(most));
}

// --- What just happened
function renderVisits() {
  const name = id => rows.get(id)?.station.name || id;
  byId("visits").replaceChildren(...visits.map(visit => element("li", {}, element("span", { class: "when" }, clock(visit.time)),
    element("span", {}, [name(visit.station), say(visit.category), visit.service ? say(visit.service) : null, ...visit.flags.map(flag => say(flag))]
      .filter(Boolean).flatMap((part, i) => [i ? " · " : "", element("bdi", {}, part)])))));
  if (!visits.length) byId("visits").append(element("li", { class: "muted" }, say("nothingYet")));
}

function renderAll() {
  document.title = say("title");
  renderNumbers(); renderStations(); renderChart(); renderVisits(); renderLive();
}

// --- Staying live
let source, live = false, heardMark = performance.now() - QUIET_MS + RETRY_MS, asking = false, usageMark = -Infinity;

function renderLive() {
  const time = body && clock(serverNow(), { second: "2-digit" });
  byId("live").replaceChildren(live ? mark("disc", "good", say("live", time)) : say("connecting"));
  byId("lost").hidden = live || (!body && performance.now() < RETRY_MS);
  const lost = body ? say("lost", clock(body.heard, { second: "2-digit" })) : say("neverLive");
  if (byId("lost").textContent !== lost) byId("lost").textContent = lost;
}

function heard() {
  heardMark = performance.now();
  live = true;
  if (body) body.heard = serverNow();
}

function snapshot(whole) {
  const newDay = body && body.today !== whole.today;
  setClock(whole.at, whole.timeZone);
  body = whole;
  if (newDay) usage = null;
  heard();
  renderAll();
  if (!usage) loadUsage();
}

function station(summary) {
  if (!body) return;
  body.stations = [...body.stations.filter(other => other.id !== summary.id), summary];
  renderStation(summary); order(); renderNumbers();
}

function totals(value) {
  if (body) { body.totals = value; body.at = new Date(serverNow()).toISOString(); renderNumbers(); }
}

function visit(value) {
  visits = [value, ...visits].slice(0, VISITS_SHOWN);
  renderVisits();
  if (performance.now() - usageMark > USAGE_AFTER_VISIT_MS) loadUsage();
}

function connect() {
  source?.close();
  source = new EventSource("/api/live");
  for (const [name, take] of Object.entries({ snapshot, station, totals, visit })) {
    source.addEventListener(name, event => { take(JSON.parse(event.data)); heard(); });
  }
  source.onerror = ask;
}

// A broken connection, or one that is open but quiet and may be dead: ask; where nobody answers, say so and start over.
async function ask() {
  if (asking) return;
  asking = true;
  try {
    snapshot(await get("/api/stations"));
    if (source.readyState === EventSource.CLOSED) connect();
  } catch {
    live = false;
    heardMark = performance.now() - QUIET_MS + RETRY_MS * (1 + Math.random());
    renderLive();
    if (source.readyState !== EventSource.CONNECTING) connect();
  }
  asking = false;
}

async function loadUsage() {
  usageMark = performance.now();
  const today = encodeURIComponent(body.today);
  try {
    usage = await get(`/api/usage?from=${today}&to=${today}&by=hour`);
    usageFailed = false;
  } catch {
    usageFailed = true;
  }
  renderChart(); renderNumbers();
}

async function get(path) {
  const answer = await fetch(path, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

function tick() {
  refreshAges();
  renderLive();
  const expired = [...rows.values()].filter(row => row.expires <= serverNow());
  expired.forEach(row => renderStation(row.station));
  if (expired.length) renderNumbers();
  if (performance.now() - heardMark > QUIET_MS) ask();
  if (body && performance.now() - usageMark > USAGE_EVERY_MS) loadUsage();
}

speak(words, renderAll);
connect();
setInterval(tick, 1000);
let chartWidth = 0;
new ResizeObserver(([chart]) => {
  if (usage && Math.abs(chart.contentRect.width - chartWidth) > 1) renderChart();
  chartWidth = chart.contentRect.width;
}).observe(byId("chart"));
