// What only a manager may do on the kiosk's page: recount a zone, log in and out.
import { byId, element, number, say } from "/page.js";

const OWN = { "X-Station-Kiosk": "1", "Content-Type": "application/json" };

let who = null, zone = null, render = () => {};

export function recountButton(one) {
  const button = element("button", { type: "button", "data-zone": one.zone, class: "only-manager" }, say("recount"));
  button.addEventListener("click", () => open(one));
  return button;
}

function open(one) {
  zone = one;
  byId("recount-zone").textContent = one.zone;
  byId("counted").value = one.count ?? 0;
  byId("recounted").textContent = "";
  byId("recount").hidden = false;
  byId("counted").select();
}

function close() {
  byId("recount").hidden = true;
  [...document.querySelectorAll("#zones button")].find(button => button.dataset.zone === zone?.zone)?.focus();
}

async function recount(event) {
  event.preventDefault();
  const counted = Number(byId("counted").value), was = zone.count;
  try {
    const answer = await fetch("/api/recount", { method: "POST", headers: OWN, body: JSON.stringify({ zone: zone.zone, counted }) });
    if (answer.status === 403) await ask();
    if (!answer.ok) throw new Error((await answer.json()).error);
    byId("recounted").textContent = say("recount.done", counted, was == null ? "?" : number(was));
    close();
  } catch (error) {
    byId("recounted").textContent = say("recount.failed", error.message);
  }
}

export function renderLogin() {
  document.body.classList.toggle("read-only", !who?.mayChange);
  byId("login").hidden = !who?.needsLogin;
  byId("login-why").textContent = !who || who.mayChange ? "" : say(who.hasCode ? "login.readOnly" : "login.noCode");
  byId("login-form").hidden = !who?.hasCode || who.mayChange;
  byId("leave").hidden = !who?.needsLogin || !who.mayChange;
  for (const [id, key] of [["less", "recount.less"], ["more", "recount.more"]]) byId(id).setAttribute("aria-label", say(key));
}

async function enter(event) {
  event.preventDefault();
  const answer = await fetch("/api/login", { method: "POST", headers: OWN, body: JSON.stringify({ code: byId("code").value }) }).catch(() => null);
  if (!answer) return;
  who = await answer.json();
  byId("code").value = "";
  byId("login-answer").textContent = answer.ok ? "" : who.lockedUntil ? say("login.locked", who.lockedUntil) : say("login.wrong", number(who.triesLeft));
  render();
}

async function leave() {
  who = await (await fetch("/api/login", { method: "DELETE", headers: OWN })).json();
  render();
}

async function ask() {
  const answer = await fetch("/api/login").catch(() => null);
  if (answer?.ok) who = await answer.json();
  render();
}

export function listenForChanges(rendering) {
  render = rendering;
  byId("recount").addEventListener("submit", recount);
  byId("cancel").addEventListener("click", close);
  byId("less").addEventListener("click", () => byId("counted").stepDown());
  byId("more").addEventListener("click", () => byId("counted").stepUp());
  byId("login-form").addEventListener("submit", enter);
  byId("leave").addEventListener("click", leave);
  addEventListener("keydown", event => event.key === "Escape" && !byId("recount").hidden && close());
  ask();
}
