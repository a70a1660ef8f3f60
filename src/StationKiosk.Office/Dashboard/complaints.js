// Complaints from the wall cards: the open ones, to be closed when they are dealt with, and those closed lately.
import { byId, clock, element, mark, number, redraw, say, setClock } from "/page.js";
import { ask, button, send, showComplaints, start } from "/office.js";

const EVERY_MS = 15_000;
let complaints = null, stations = [];

async function load() {
  try {
    const [list, body] = await Promise.all([ask("/api/complaints"), ask("/api/stations")]);
    setClock(body.at, body.timeZone);
    [complaints, stations] = [list, body.stations];
    byId("lost").hidden = true;
  } catch {
    byId("lost").textContent = say("neverLive");
    byId("lost").hidden = false;
  }
  render();
}

const nameOf = id => stations.find(station => station.id === id)?.name ?? id;

async function change(complaint, method) {
  await send(method, `/api/complaints/${complaint.epoch}/${complaint.seq}/closed`).catch(() => {});
  await load();
}

function row(complaint) {
  const what = [complaint.service ? say(complaint.service) : null, complaint.label ?? say("noLabel")].filter(Boolean);
  const at = complaint.closedAt ? say("closedBy", clock(complaint.closedAt), complaint.closedBy ?? say("office")) : null;
  return element("li", {}, complaint.closedAt ? mark("disc", "good", say("closed")) : mark("half", "busy", say("open")), element("span", { class: "muted once" }, clock(complaint.time)),
    element("span", { class: "grow clamp" }, element("a", { href: `/station?id=${encodeURIComponent(complaint.station)}` }, element("bdi", {}, nameOf(complaint.station))), what.flatMap(part => [" · ", element("bdi", {}, part)])),
    at ? element("span", { class: "muted" }, at) : "",
    complaint.closedAt ? button("reopen", () => change(complaint, "DELETE")) : button("close", () => change(complaint, "PUT"), "primary"));
}

function render() {
  document.title = `${say("complaints")} · ${say("title")}`;
  if (!complaints) return;
  const open = complaints.filter(complaint => !complaint.closedAt), closed = complaints.filter(complaint => complaint.closedAt);
  showComplaints(open.length);
  redraw(byId("open"), open.map(row));
  redraw(byId("closed"), closed.map(row));
  if (!open.length) byId("open").append(element("li", {}, mark("disc", "good", say("noneOpen"))));
  if (!closed.length) byId("closed").append(element("li", { class: "muted" }, say("noneClosed")));
}

start(render);
load();
setInterval(() => document.hidden || document.activeElement?.closest(".rows") || load(), EVERY_MS);
