// What every page of the office has: the bar with the pages and who is signed in, questions to the server, lights and reasons.
import { byId, clock, drawing, element, explain, foreign, mark, number, redraw, say, serverNow, shape, speak } from "/page.js";

const PAGES = [["/", "network"], ["/usage", "usage"], ["/complaints", "complaints"], ["/releases", "releases"], ["/users", "users"]];
const LIGHTS = { green: ["disc", "good"], yellow: ["half", "busy"], red: ["square", "bad"], none: ["dashed", "unknown"] };

let me = null, complaintsOpen = 0;

/** Builds the bar, begins to speak, and finds out who is signed in; render is called at once and whenever something it shows may have changed. */
export function start(render) {
  byId("bar").replaceChildren(
    element("h1", { "data-say": "title" }), element("nav", { id: "nav" }), element("p", { id: "live", class: "small muted" }),
    element("div", { id: "language", class: "languages", role: "group", "data-languages": "en zh-CN" }), element("div", { id: "me" }));
  speak({}, () => { renderBar(); render(); });
  ask("/api/me").then(found => { me = found; renderBar(); render(); }).catch(() => {});
}

export const isOffice = () => me?.role === "office";

export function showComplaints(open) {
  if (open !== complaintsOpen) { complaintsOpen = open; renderBar(); }
}

function renderBar() {
  byId("nav").setAttribute("aria-label", say("pages"));
  redraw(byId("nav"), PAGES.filter(([path]) => path !== "/users" || isOffice()).map(([path, name]) => element("a",
    { href: path, "aria-current": location.pathname === path ? "page" : null }, say(name),
    name === "complaints" && complaintsOpen ? element("span", { class: "badge" }, number(complaintsOpen)) : "")));
  redraw(byId("me"), me?.name ? [element("bdi", { class: "muted" }, me.name), button("signOut", signOut)] : []);
}

async function signOut() {
  await send("DELETE", "/api/session");
  location.assign("/signin");
}

export function button(key, act, kind = "") {
  const node = element("button", { type: "button", class: kind }, say(key));
  node.addEventListener("click", act);
  return node;
}

/** Asks the server; who is not signed in goes to do so and comes back. Throws what is wrong. */
export const ask = path => send("GET", path);

export async function send(method, path, body) {
  const answer = await fetch(path, {
    method, signal: AbortSignal.timeout(15_000), body: body === undefined ? undefined : JSON.stringify(body),
    headers: body === undefined ? {} : { "content-type": "application/json" },
  });
  if (answer.status === 401 && location.pathname !== "/signin") {
    location.assign(`/signin?next=${encodeURIComponent(location.pathname + location.search + location.hash)}`);
  }
  const found = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw Object.assign(new Error(found?.title ?? String(answer.status)), { status: answer.status });
  return found;
}

/** The light of a station as shape and colour; one that was never heard has none. */
export const lightOf = station => LIGHTS[station.state === "never-heard" ? "none" : Object.hasOwn(LIGHTS, station.light) ? station.light : "none"];
export const lightMark = station => mark(...lightOf(station), say(station.state === "never-heard" ? "state.never-heard" : `light.${station.light}`));
export const lightShape = reason => shape(...LIGHTS[Object.hasOwn(LIGHTS, reason.light) ? reason.light : "none"]);

/** A reason as a sentence, with what the station itself says behind it. */
export function reasonText(reason) {
  const sentence = say(`reason.${reason.key}`, reason.count ?? 0, reason.name ?? "", reason.since ?? "");
  return reason.text ? say("quoted", sentence, explain(reason.text)) : sentence;
}

export const reasonList = reasons => element("ul", { class: "reasons" }, reasons.map(reason => element("li", {}, lightShape(reason), foreign("span", reasonText(reason)))));

/** Says in the bar whether the page is live, and in a banner since when it is not. */
export function showLive(link, heardAt) {
  byId("live").replaceChildren(link?.live ? mark("disc", "good", say("live", clock(serverNow(), { second: "2-digit" }))) : say("connecting"));
  const lost = byId("lost");
  lost.hidden = !link || link.live || performance.now() < 3_000;
  const text = heardAt ? say("lost", heardAt) : say("neverLive");
  if (!lost.hidden && lost.textContent !== text) lost.textContent = text;
}

/** A share as a bar, with a stroke at what is usual. */
export const shareBar = (share, usual) => drawing("svg", { class: "share", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
  drawing("rect", { class: "track", width: 100, height: 8 }), drawing("rect", { class: "fill", width: 100 * Math.min(1, share), height: 8 }),
  usual == null ? "" : drawing("line", { class: "usual", x1: 100 * usual, x2: 100 * usual, y1: 0, y2: 8 }));
