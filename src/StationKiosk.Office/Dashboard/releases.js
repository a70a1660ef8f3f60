// Who runs what: the release that is offered, and for every station its ring, its version and what became of its last release.
import { byId, clock, element, foreign, mark, number, redraw, say, setClock } from "/page.js";
import { ask, start } from "/office.js";

const EVERY_MS = 15_000;
const OUTCOME = { installed: ["disc", "good"], refused: ["half", "busy"], "gone-back": ["square", "bad"] };
let body = null;

async function load() {
  try {
    body = await ask("/api/releases");
    setClock(body.at, body.timeZone);
    byId("lost").hidden = true;
  } catch {
    byId("lost").textContent = say("neverLive");
    byId("lost").hidden = false;
  }
  render();
}

const runs = station => station.running ? foreign("span", station.running) : mark("dashed", "unknown", say("noData"));
const last = ({ last }) => last ? [mark(...OUTCOME[last.outcome] ?? ["dashed", "unknown"], say(`update.${last.outcome}`)), " ",
  element("span", { class: "muted clamp" }, last.version ? [element("bdi", {}, last.version), " · "] : "", clock(last.at), last.why ? [" · ", element("bdi", {}, last.why)] : "")] : "";

const row = station => element("tr", {},
  element("th", { scope: "row" }, element("a", { href: `/station?id=${encodeURIComponent(station.id)}`, class: "clamp" }, element("bdi", {}, station.name))),
  element("td", {}, number(station.ring)),
  element("td", {}, element("span", { class: "clamp" }, runs(station))),
  element("td", {}, station.awaited ? mark("half", "busy", say("awaited")) : ""),
  element("td", {}, last(station)));

/** Which versions run, the most frequent first. */
function versions() {
  const counts = new Map();
  for (const { running } of body.stations) counts.set(running, (counts.get(running) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).flatMap(([version, count], i) => [i ? " · " : "", element("bdi", {}, version ?? "?"), " × ", number(count)]);
}

function render() {
  document.title = `${say("releases")} · ${say("title")}`;
  if (!body) return;
  const taken = body.stations.filter(station => station.running === body.version).length;
  byId("offered").textContent = body.version ? say("offered", body.version, number(body.ring), number(taken), number(body.stations.length)) : say("noneOffered");
  byId("versions").replaceChildren(...versions());
  redraw(byId("table"), element("thead", {}, element("tr", {}, ["station", "ring", "runs", "offer", "lastRelease"].map(key => element("th", { scope: "col" }, say(key))))),
    element("tbody", {}, body.stations.map(row), body.stations.length ? "" : element("tr", {}, element("td", { colspan: 5, class: "muted" }, say("noStations")))));
}

start(render);
load();
setInterval(() => document.hidden || document.activeElement?.closest("table") || load(), EVERY_MS);
