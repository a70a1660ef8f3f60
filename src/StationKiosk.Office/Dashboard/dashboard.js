// The network at a glance: four numbers, every station with its light and the reasons, the map, the hours of today, what just happened.
// #wall is the same for a screen on a wall. What is searched, filtered and sorted by stands in the address.
import { ago, byId, clock, element, inZone, mark, number, passed, percent, redraw, refreshAges, say, serverNow, shape } from "/page.js";
import { ask, lightMark, lightOf, reasonText, shareBar, showComplaints, showLive, start } from "/office.js";
import { barChart, noChart } from "/charts.js";
import { follow } from "/network.js";
import { drawMap } from "/map.js";

const USAGE_EVERY_MS = 60_000, USAGE_AFTER_VISIT_MS = 5_000, VISITS_SHOWN = 12, REASONS_SHOWN = 3, TROUBLES_SHOWN = 8;
const LEVELS = { empty: ["good", "hollow"], available: ["good", "disc"], busy: ["busy", "half"], full: ["bad", "square"], unknown: ["unknown", "dashed"] };
const LIGHTS = ["red", "yellow", "green"];
const worst = station => ({ red: 0, yellow: 1, green: 2 })[station.light] ?? 3;
const fullness = station => Math.max(-1, ...station.zones.filter(zone => zone.capacity > 0 && zone.count != null && !passed(zone.validUntil)).map(zone => zone.count / zone.capacity));
const byName = (a, b) => a.name.localeCompare(b.name);
const SORTS = {
  attention: (a, b) => worst(a) - worst(b), name: byName, fullest: (a, b) => fullness(b) - fullness(a), visits: (a, b) => (b.visitsToday ?? -1) - (a.visitsToday ?? -1),
  usual: (a, b) => againstUsual(a) - againstUsual(b), heard: (a, b) => Date.parse(a.lastHeard ?? 0) - Date.parse(b.lastHeard ?? 0), complete: (a, b) => (a.completeness ?? -1) - (b.completeness ?? -1),
};
const againstUsual = station => station.usual > 0 && station.visitsToday != null ? station.visitsToday / station.usual : Infinity;

const asked = new URLSearchParams(location.search);
const look = { text: asked.get("q") ?? "", light: LIGHTS.includes(asked.get("light")) ? asked.get("light") : "", sort: Object.hasOwn(SORTS, asked.get("sort") ?? "") ? asked.get("sort") : "attention" };
const rows = new Map();
let usage = null, usageFailed = false, usageMark = -Infinity, visits = [], heardAt = null;

const isWall = () => location.hash === "#wall";
const all = () => [...network.stations.values()];

// --- The numbers
function renderNumbers() {
  const t = network.totals, at = network.body?.at;
  if (!t) return byId("tiles").replaceChildren(...["visitsToday", "peopleNow", "stations", "complete"].map(label => tile(label, "…", "")));
  const zones = all().flatMap(station => station.zones).filter(zone => zone.service !== "parking"); // vehicles are no people
  const counted = zones.filter(zone => zone.count != null && zone.level !== "unknown" && !passed(zone.validUntil)).length;
  const arrived = t.completeness == null ? say("unknownComplete") : say("arrived", percent(t.completeness));
  const silent = t.silent + t.offline, states = [[silent, "silentStations"], [t.neverHeard, "neverHeardStations"], [t.full, "fullStations"]];
  byId("tiles").replaceChildren(
    tile("visitsToday", t.visitsToday == null ? null : number(t.visitsToday), t.visitsToday == null ? say("noReport") : arrived, at),
    tile("peopleNow", t.peopleNow == null || !counted ? null : number(t.peopleNow), say("zonesCounted", number(counted), number(zones.length)), at),
    tile("stationsOpen", [number(t.online), element("span", { class: "small muted" }, ` / ${number(t.stations)}`)],
      states.filter(([count]) => count).map(([count, key]) => say(key, number(count))).join(" · ") || say("allHeard"), at),
    tile("complete", t.completeness == null ? null : percent(t.completeness), t.completeness == null ? say("unknownComplete") : lateText(), at));
}

function lateText() {
  const short = usage?.completeness.short.length;
  return short == null ? "" : short ? say("shortStations", number(short)) : say("allIn");
}

const tile = (label, value, note, at) => element("div", { class: `card ${value === null ? "nothing" : ""}` }, element("h3", {}, say(label)),
  element("div", { class: "value" }, value === null ? mark("dashed", "unknown", say("noData")) : value), element("p", { class: "muted" }, note, note && at ? " · " : "", at ? ago(at) : ""));

// --- The table
function shown() {
  const words = look.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return all().filter(station => !look.light || station.light === look.light)
    .filter(station => words.every(word => `${station.name} ${station.id}`.toLocaleLowerCase().includes(word)))
    .sort((a, b) => SORTS[look.sort](a, b) || byName(a, b));
}

function renderTable(changed) {
  for (const id of changed ?? network.stations.keys()) {
    const station = network.stations.get(id), text = JSON.stringify(station), row = rows.get(id);
    if (station && row?.text !== text) renderRow(station, text);
  }
  for (const id of rows.keys()) if (!network.stations.has(id)) rows.delete(id);
  const list = shown(), body = byId("stations").tBodies[0], focused = body.contains(document.activeElement) ? document.activeElement : null;
  list.forEach((station, i) => { const { node } = rows.get(station.id); if (body.children[i] !== node) body.insertBefore(node, body.children[i] ?? null); });
  while (body.children.length > list.length) body.lastElementChild.remove();
  if (focused && body.contains(focused)) focused.focus({ preventScroll: true }); // a row that moves loses it
  if (!list.length && network.body) body.replaceChildren(element("tr", {}, element("td", { class: "none", colspan: 4 }, say(network.stations.size ? "noneFound" : "noStations"))));
  byId("shown").textContent = network.body ? say("shownOf", number(list.length), number(network.stations.size)) : "";
  renderLights();
  if (isWall()) renderTroubles();
  drawMap(isWall() ? all() : list, isWall() && innerWidth >= 1200, station => location.assign(`/station?id=${encodeURIComponent(station.id)}`));
}

function renderRow(station, text = JSON.stringify(station)) {
  const before = rows.get(station.id)?.node;
  const node = before ?? element("tr");
  const focused = node.contains(document.activeElement);
  node.replaceChildren(...cells(station));
  if (focused) node.querySelector("a").focus({ preventScroll: true });
  const ends = station.zones.map(zone => Date.parse(zone.validUntil)).filter(end => end > serverNow());
  rows.set(station.id, { node, text, expires: Math.min(...ends, Infinity) });
}

function cells(s) {
  const reasons = s.reasons.slice(0, REASONS_SHOWN).map(reason => element("p", { class: "why clamp", dir: "auto" }, reasonText(reason)));
  const more = s.reasons.length > REASONS_SHOWN ? element("p", { class: "why" }, say("more", number(s.reasons.length - REASONS_SHOWN))) : "";
  return [
    element("td", { class: "who" }, element("span", { class: "mark" }, lightShapeOf(s), element("a", { class: "name clamp", href: `/station?id=${encodeURIComponent(s.id)}` }, element("bdi", {}, s.name)),
      s.name === s.id ? "" : element("span", { class: "id" }, s.id)), element("span", { class: "unseen" }, lightMark(s).textContent), reasons, more),
    element("td", {}, s.zones.length ? element("ul", { class: "levels" }, s.zones.map(level)) : element("span", { class: "muted" }, say("noZones"))),
    element("td", {}, today(s)),
    element("td", {}, element("div", {}, s.lastHeard ? ago(s.lastHeard) : say("neverHeard")),
      element("div", { class: "muted" }, s.completeness == null ? say("unknownComplete") : say("completeShare", percent(s.completeness))),
      s.backlog ? element("div", { class: "muted" }, say("waiting", number(s.backlog))) : "")];
}

const lightShapeOf = station => shape(...lightOf(station));

function level(zone) {
  const expired = zone.validUntil == null || passed(zone.validUntil);
  const key = expired || !Object.hasOwn(LEVELS, zone.level) ? "unknown" : zone.level;
  const [colour, form] = LEVELS[key];
  const figure = key === "unknown" || zone.count == null ? say(key) : zone.capacity == null ? number(zone.count) : `${number(zone.count)}/${number(zone.capacity)}`;
  return element("li", { title: `${zone.zone} · ${say(key)}` }, shape(form, colour), element("span", { class: "muted" }, say(zone.service)),
    element("span", { class: !expired && !zone.trusted && key !== "unknown" ? "doubt" : "" }, figure), key === "unknown" || zone.count == null ? "" : element("span", { class: "unseen" }, say(key)));
}

function today(s) {
  if (s.visitsToday == null) return mark("dashed", "unknown", say("noData"));
  const figure = element("span", { class: "big" }, number(s.visitsToday));
  if (s.usual == null) return figure;
  const top = Math.max(s.usual * 1.5, s.visitsToday, 1);
  return [figure, " ", element("span", { class: "muted" }, say("usually", number(Math.round(s.usual)))), shareBar(s.visitsToday / top, s.usual / top)];
}

function renderLights() {
  const count = light => all().filter(station => !light || station.light === light).length;
  const focused = document.activeElement?.closest?.("#lights") && document.activeElement.dataset.light;
  byId("lights").replaceChildren(...["", ...LIGHTS].map(light => {
    const node = element("button", { type: "button", "aria-pressed": String(look.light === light), "data-light": light },
      light ? mark(...lightOf({ light, state: "online" }), say("lightCount", say(`light.${light}`), number(count(light)))) : say("lightCount", say("light.all"), number(count(""))));
    node.addEventListener("click", () => { look.light = light; relook(); });
    if (focused === light) queueMicrotask(() => node.focus());
    return node;
  }));
}

function renderTroubles() {
  const troubled = all().filter(station => station.light !== "green").sort((a, b) => worst(a) - worst(b) || byName(a, b));
  redraw(byId("troubles"), troubled.slice(0, TROUBLES_SHOWN).map(s => element("li", {}, lightShapeOf(s),
    element("div", {}, element("a", { class: "clamp", href: `/station?id=${encodeURIComponent(s.id)}` }, element("bdi", {}, s.name)), element("p", { class: "muted clamp" }, s.reasons.slice(0, 1).map(reasonText))))));
  const more = troubled.length - TROUBLES_SHOWN;
  byId("troubles").append(!troubled.length ? element("li", {}, mark("disc", "good", say("nothingToDo"))) : more > 0 ? element("li", { class: "muted" }, say("more", number(more))) : "");
}

function relook() {
  const query = new URLSearchParams(location.search);
  for (const [key, value, usual] of [["q", look.text, ""], ["light", look.light, ""], ["sort", look.sort, "attention"]]) value === usual ? query.delete(key) : query.set(key, value);
  history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
  renderTable(new Set());
}

// --- The hours of today
const hourOf = time => Number(inZone(time, { hour: "2-digit", hourCycle: "h23" }));
const isToday = time => inZone(time, { year: "numeric", month: "2-digit", day: "2-digit" }) === usage.from;

function renderHours() {
  const short = usage?.completeness.short ?? [];
  byId("completeness").textContent = !usage ? "" : [usage.completeness.ratio == null ? say("unknownComplete") : say("arrived", percent(usage.completeness.ratio)), lateText()].filter(Boolean).join(" · ");
  const sentence = usageFailed ? say("usageFailed") : usage?.total == null ? say("noUsage") : null;
  if (sentence) {
    byId("finding").textContent = "";
    return byId("chart").replaceChildren(network.body ? noChart(sentence) : "");
  }
  const current = hourOf(serverNow()), partialFrom = Math.min(current, ...short.map(one => isToday(one.since) ? hourOf(one.since) : 0));
  const figures = new Array(24).fill(0);
  for (const row of usage.rows) if (Number.isInteger(row.hour) && row.hour >= 0 && row.hour < 24) figures[row.hour] += row.visits ?? 0;
  const bars = figures.map((value, hour) => ({ label: hour % 6 ? "" : String(hour).padStart(2, "0"), value: hour > current ? 0 : value, partial: hour >= partialFrom }));
  const most = Math.max(...figures);
  const show = hour => { byId("finding").textContent = hour !== null ? say(hour > current ? "hourToCome" : hour >= partialFrom ? "hourSoFar" : "hourIs", hour, hour + 1, number(figures[hour]))
    : most === 0 ? say("noVisitsHour") : say("busiest", figures.indexOf(most), figures.indexOf(most) + 1, number(most)); };
  redraw(byId("chart"), barChart(Math.max(240, byId("chart").clientWidth), say("byHour"), bars, show, 160));
  show(null);
}

async function loadUsage() {
  usageMark = performance.now();
  const today = encodeURIComponent(network.body.today);
  try { usage = await ask(`/api/usage?from=${today}&to=${today}&by=hour`); usageFailed = false; } catch { usageFailed = true; }
  renderHours(); renderNumbers();
}

// --- What just happened
function renderVisits() {
  byId("visits").replaceChildren(...visits.map(visit => element("li", {}, element("span", { class: "when" }, clock(visit.time)),
    element("span", { class: "clamp" }, [network.stations.get(visit.station)?.name ?? visit.station, say(visit.category ?? "unknownCategory"), visit.service ? say(visit.service) : null, ...visit.flags.map(flag => say(`flag.${flag}`))]
      .filter(Boolean).flatMap((part, i) => [i ? " · " : "", element("bdi", {}, part)])))));
  if (!visits.length) byId("visits").append(element("li", { class: "muted" }, say("nothingYet")));
}

function renderAll() {
  document.title = say("title");
  document.body.classList.toggle("wall", isWall());
  byId("find").placeholder = say("findStation");
  byId("find").setAttribute("aria-label", say("findStation"));
  byId("lights").setAttribute("aria-label", say("lights"));
  byId("sort").replaceChildren(...Object.keys(SORTS).map(key => element("option", { value: key }, say(`sort.${key}`))));
  byId("sort").value = look.sort;
  if (!network) return;
  rows.forEach(row => { row.text = ""; });
  renderNumbers(); renderTable(null); renderHours(); renderVisits(); live();
}

const live = () => showLive(network.link, heardAt ? clock(heardAt, { second: "2-digit" }) : null);

function tick() {
  if (network.link?.live) heardAt = serverNow();
  refreshAges();
  live();
  const expired = [...rows.entries()].filter(([, row]) => row.expires <= serverNow()).map(([id]) => id);
  expired.forEach(id => renderRow(network.stations.get(id)));
  if (expired.length) renderNumbers();
  if (network.body && performance.now() - usageMark > USAGE_EVERY_MS) loadUsage();
}

let network = null;
start(renderAll);
byId("find").value = look.text;
byId("find").addEventListener("input", event => { look.text = event.target.value; relook(); });
byId("sort").addEventListener("change", event => { look.sort = event.target.value; relook(); });
byId("stations").addEventListener("keydown", event => {
  const by = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  if (!by || !event.target.closest("tbody")) return;
  event.preventDefault();
  const links = [...byId("stations").querySelectorAll("tbody .name")];
  links[links.indexOf(event.target) + by]?.focus();
});
addEventListener("hashchange", renderAll);
addEventListener("keydown", event => { if (event.key === "Escape" && isWall()) location.hash = ""; });
let width = 0;
new ResizeObserver(([entry]) => {
  if (Math.abs(entry.contentRect.width - width) < 2) return;
  width = entry.contentRect.width;
  if (network.body) { renderTable(new Set()); renderHours(); }
}).observe(byId("dashboard"));
network = follow({
  changed: ids => {
    heardAt = serverNow();
    renderNumbers(); renderTable(ids);
    if (!ids) { renderVisits(); if (!usage) loadUsage(); }
    showComplaints(network.totals?.complaints ?? 0);
  },
  visit: one => {
    visits = [one, ...visits].slice(0, VISITS_SHOWN);
    renderVisits();
    usageMark = Math.min(usageMark, performance.now() - USAGE_EVERY_MS + USAGE_AFTER_VISIT_MS);
  },
  turned: () => network && live(),
});
renderAll();
setInterval(tick, 1000);
