// Sign-in; with a one-time link behind the '#' the choosing of a password, and for the very first account of a name.
import { byId, element, say, speak } from "/page.js";
import { send } from "/office.js";

const PASSWORD_MIN = 12;
const link = location.hash.slice(1);
let fault = null;

byId("bar").replaceChildren(element("h1", { "data-say": "title" }), element("p", { id: "live" }), element("div", { id: "language", class: "languages", role: "group", "data-languages": "en zh-CN" }));

function render() {
  document.title = `${say("signIn")} · ${say("title")}`;
  byId("what").textContent = say(link ? "setUp" : "signIn");
  byId("hint").textContent = link ? say("setUpHint", PASSWORD_MIN) : say("signInHint");
  byId("go").textContent = say(link ? "choosePassword" : "signIn");
  byId("problem").hidden = !fault;
  byId("problem").textContent = fault ? say(`signin.${[400, 401, 429].includes(fault.status) ? fault.status : "other"}`, PASSWORD_MIN) : "";
}

function home() {
  const next = new URLSearchParams(location.search).get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) ? next : "/"; // nowhere but here
}

byId("password").autocomplete = link ? "new-password" : "current-password";
if (link) { byId("password").minLength = PASSWORD_MIN; byId("name").required = false; }
byId("form").addEventListener("submit", async event => {
  event.preventDefault();
  byId("go").disabled = true;
  const [name, password] = [byId("name").value.trim(), byId("password").value];
  try {
    await (link ? send("POST", "/api/setup", { link, name, password }) : send("POST", "/api/session", { name, password }));
    history.replaceState(null, "", location.pathname);
    location.assign(home());
  } catch (thrown) {
    fault = thrown;
    byId("go").disabled = false;
    render();
  }
});
speak({}, render);
