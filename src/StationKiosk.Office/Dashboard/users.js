// Accounts: who may sign in, one-time links with which they choose a password, and what was done.
import { byId, clock, element, redraw, say, setClock } from "/page.js";
import { ask, button, send, start } from "/office.js";

let users = null, audit = [], stations = [], link = null;

async function load() {
  try {
    const [body, list, log] = await Promise.all([ask("/api/stations"), ask("/api/users"), ask("/api/audit")]);
    setClock(body.at, body.timeZone);
    [stations, users, audit] = [body.stations, list, log];
  } catch (fault) {
    wrong(fault);
  }
  render();
}

function wrong(fault) {
  byId("problem").hidden = !fault;
  byId("problem").textContent = fault ? say(fault.status === 403 ? "officeOnly" : "notDone", fault.message) : "";
}

async function act(method, path, body, name) {
  try {
    const answer = await send(method, path, body);
    link = answer?.path ? { ...answer, name } : null;
    wrong(null);
  } catch (fault) {
    wrong(fault);
  }
  await load();
}

const nameOf = id => stations.find(station => station.id === id)?.name ?? id;

function row(user) {
  const path = `/api/users/${encodeURIComponent(user.name)}`;
  return element("tr", {}, element("th", { scope: "row" }, element("bdi", {}, user.name)), element("td", {}, say(`role.${user.role}`)),
    element("td", {}, element("bdi", { class: "clamp" }, user.role === "office" ? say("allStations") : user.stations.map(nameOf).join(", ") || say("noneYet"))),
    element("td", {}, say(user.active ? "active" : "invited")),
    element("td", {}, element("span", { class: "chips" }, button("newLink", () => act("POST", `${path}/reset`, undefined, user.name)),
      button("remove", () => confirm(say("removeAsk", user.name)) && act("DELETE", path)))));
}

function render() {
  document.title = `${say("users")} · ${say("title")}`;
  byId("role").replaceChildren(...["manager", "office"].map(role => element("option", { value: role }, say(`role.${role}`))));
  byId("of-stations").replaceChildren(...stations.map(station => element("option", { value: station.id }, station.name)));
  byId("link").hidden = !link;
  if (link) byId("link").replaceChildren(element("p", {}, say("linkFor", link.name, clock(link.endsAt))), element("p", {}, element("code", {}, new URL(link.path, location.origin).href)));
  if (!users) return;
  redraw(byId("accounts"), element("thead", {}, element("tr", {}, ["name", "role", "ofStations", "state", "todo"].map(key => element("th", { scope: "col" }, say(key))))),
    element("tbody", {}, users.map(row), users.length ? "" : element("tr", {}, element("td", { colspan: 5, class: "muted" }, say("noAccounts")))));
  byId("audit").replaceChildren(element("thead", {}, element("tr", {}, ["when", "name", "what", "subject", "address"].map(key => element("th", { scope: "col" }, say(key))))),
    element("tbody", {}, audit.map(entry => element("tr", {}, element("td", {}, clock(entry.at, { second: "2-digit" })), element("td", {}, element("bdi", {}, entry.account ?? "–")),
      element("td", {}, say(`audit.${entry.action}`)), element("td", {}, element("bdi", { class: "clamp" }, entry.subject ?? "")), element("td", {}, element("bdi", { class: "clamp" }, entry.address ?? "")))),
    audit.length ? "" : element("tr", {}, element("td", { colspan: 5, class: "muted" }, say("nothingDone")))));
}

start(render);
byId("role").addEventListener("change", () => { byId("of").hidden = byId("role").value === "office"; });
byId("new").addEventListener("submit", event => {
  event.preventDefault();
  const name = byId("name").value.trim();
  act("POST", "/api/users", { name, role: byId("role").value, stations: [...byId("of-stations").selectedOptions].map(option => option.value) }, name);
  event.target.reset();
});
load();
