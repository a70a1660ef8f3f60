// The station manager's page: /api/status every two seconds; the truth first, then everything it rests on.
import { byId, clock, element, foreign, mark, number, say, setClock, shape, speak, zoneCard } from "/page.js";

const POLL_MS = 2_000, ANSWER_MS = 5_000, LOST_AFTER_MS = 6_000;
const CERTIFICATE_SOON_DAYS = 30, HOT_CELSIUS = 80; // a Raspberry Pi begins to throttle at 80 °C
const TRUTHS = { ok: ["disc", "good"], warn: ["half", "busy"], bad: ["square", "bad"] };
const DEVICES = { ok: ["disc", "good"], starting: ["dashed", "unknown"], absent: ["square", "bad"], muted: ["half", "busy"] };
const VERDICTS = { welcome: ["disc", "good"], "welcome-again": ["hollow", "good"], refused: ["square", "bad"], "show-badge": ["hollow", "good"] };
const UNKNOWN = ["dashed", "unknown"];

let status = null, answeredMark = performance.now(), answeredAt = null;

const words = {
  title: ["Station", "驿站"], lost: ["The kiosk has not answered since {0}.", "{0} 起终端无应答。"], neverAnswered: ["The kiosk does not answer.", "终端无应答。"],
  lostRemedy: ["What you see below is from then. The page comes back by itself; if it does not within a minute, switch the kiosk off and on.", "下面是当时的数据。恢复后页面会自动更新；若一分钟内未恢复，请将终端断电重启。"],
  nowInside: ["Now", "当前"], today: ["Today", "今日"], devices: ["Devices", "设备"], last: ["Last scans", "最近扫码"],
  noZones: ["No zone is set up on this kiosk.", "本终端未配置区域。"], noScans: ["No scan yet.", "尚无扫码。"],
  visits: ["visits", "到站"], welcomeAgain: ["scanned again", "重复扫码"], refusedCount: ["refused", "拒绝"],
  ok: ["works", "正常"], starting: ["starting", "启动中"], absent: ["not there", "未连接"], muted: ["not believed", "读数异常"], sinceTime: ["since {0}", "自 {0}"],
  office: ["office", "中心"], connected: ["connected", "已连接"], disconnected: ["not connected", "未连接"], waiting: ["{0} waiting since {1}", "{0} 条待上传，自 {1}"], allSent: ["everything sent", "已全部上传"],
  clock: ["clock", "时钟"], synced: ["right", "已校准"], unsynced: ["not set", "未校准"], guessed: ["times are a guess until the network is back", "联网前时间不可信"], attention: ["look here", "需处理"],
  storage: ["storage", "存储"], free: ["{0} GB of {1} GB free", "剩余 {0} GB，共 {1} GB"], power: ["power", "电源"], temperature: ["temperature", "温度"], hot: ["{0} °C: too hot, give it air", "{0} °C：过热，请通风"],
  certificate: ["certificate", "证书"], expires: ["ends {0}: call the office to renew it", "{0} 到期：请联系中心续期"], stuck: ["has not gone round for {0} s; the kiosk restarts it by itself", "已停滞 {0} 秒，终端会自行重启"],
  welcome: ["welcome", "欢迎"], "welcome-again": ["already in", "已签到"], "show-badge": ["card scanned, badge to follow", "已扫卡片，请出示工牌"], refused: ["refused", "拒绝"], version: ["Version {0}", "版本 {0}"],
  malformed: ["not a badge, or damaged", "不是有效二维码"], "unknown-key": ["issuer not known", "签发方未知"], "bad-signature": ["altered or forged", "伪造或被改动"], expired: ["expired", "已过期"],
  "not-yet-valid": ["not valid yet", "尚未生效"], revoked: ["withdrawn", "已吊销"], "stale-phone-code": ["screenshot or old code", "截图或旧码"], closed: ["station closed", "驿站关闭"], "storage-unavailable": ["could not be stored", "无法保存"],
};

const pick = (table, key) => Object.hasOwn(table, key) ? table[key] : UNKNOWN;

function render() {
  const stale = performance.now() - answeredMark > LOST_AFTER_MS;
  document.body.classList.toggle("stale", stale);
  byId("live").replaceChildren(status && !stale ? mark("disc", "good", say("live", clock(status.at, { second: "2-digit" }))) : say("connecting"));
  if (stale) truth("bad", answeredAt ? say("lost", clock(answeredAt)) : say("neverAnswered"), answeredAt ? say("lostRemedy") : null);
  if (!status) return;
  if (!stale) truth(status.truth.state, status.truth.sentence, status.truth.remedy);
  document.title = byId("station").textContent = status.station;
  byId("zones").replaceChildren(...status.occupancy.zones.map(zone => zoneCard(zone, status.occupancy.validUntil)));
  if (!status.occupancy.zones.length) byId("zones").append(element("li", { class: "none muted" }, say("noZones")));
  const { visits, welcomeAgain, refused } = status.today; // the last two count from the program's start
  const started = say("sinceTime", clock(Date.parse(status.at) - status.health.uptimeSeconds * 1000));
  byId("today").replaceChildren(figure("visits", visits), figure("welcomeAgain", welcomeAgain, started), figure("refusedCount", refused, started));
  byId("devices").replaceChildren(...devices(status.health, status.link));
  byId("recent").replaceChildren(...status.recent.map(scan));
  if (!status.recent.length) byId("recent").append(element("li", { class: "none muted" }, say("noScans")));
  byId("version").textContent = say("version", status.version);
}

function truth(state, sentence, remedy) {
  const [form, colour] = pick(TRUTHS, state), node = byId("truth");
  if (node.textContent === sentence + (remedy ?? "") && node.classList.contains(colour)) return; // a screen reader says it once
  node.className = `banner ${colour}`;
  node.replaceChildren(element("p", { class: "sentence", dir: "auto" }, shape(form, colour), sentence), remedy ? element("p", { dir: "auto" }, remedy) : "");
}

const figure = (label, value, since) => element("div", { class: "card" }, element("dt", {}, say(label)), element("dd", {}, value == null ? mark("dashed", "unknown", say("noData")) : number(value)),
  since ? element("dd", { class: "small muted" }, since) : "");

function line(name, [form, colour], text, why, since) {
  return element("li", {}, foreign("span", name), element("span", {}, mark(form, colour, text), " ", since ? element("span", { class: "muted once" }, say("sinceTime", clock(since))) : ""),
    why ? element("div", { class: "why" }, foreign("p", why)) : "");
}

function devices(health, link) {
  const gigabytes = bytes => number(Math.round(bytes / 1e8) / 10);
  const { journal, clock: time, storage, cpuTemperatureCelsius: celsius, certificateExpires: ends } = health;
  const backlog = journal.backlog ? say("waiting", number(journal.backlog), journal.waitingSince ? clock(journal.waitingSince) : "?") : say("allSent");
  return [
    ...health.devices.map(device => line(device.name, pick(DEVICES, device.state), say(device.state), device.state === "ok" ? null : device.why, device.state === "ok" ? null : device.since)),
    line(say("office"), link.connected ? DEVICES.ok : DEVICES.muted, say(link.connected ? "connected" : "disconnected"), [link.why, backlog].filter(Boolean).join(" · "), link.since),
    time.quality === "synced" ? line(say("clock"), DEVICES.ok, say("synced")) : line(say("clock"), DEVICES.muted, say("unsynced"), say("guessed")),
    line(say("storage"), journal.fault ? DEVICES.absent : DEVICES.ok, say("free", gigabytes(storage.freeBytes), gigabytes(storage.totalBytes)), journal.fault),
    health.powerFault ? line(say("power"), DEVICES.muted, say("attention"), health.powerFault) : null,
    celsius == null ? null : line(say("temperature"), celsius >= HOT_CELSIUS ? DEVICES.muted : DEVICES.ok, celsius >= HOT_CELSIUS ? say("hot", number(Math.round(celsius))) : `${number(Math.round(celsius))} °C`),
    ends && Date.parse(ends) - Date.parse(status.at) < CERTIFICATE_SOON_DAYS * 86_400_000 ? line(say("certificate"), DEVICES.muted, say("attention"), say("expires", clock(ends, { year: "numeric", month: "short", day: "numeric", hour: undefined, minute: undefined }))) : null,
    ...health.loops.filter(loop => !loop.goesRound).map(loop => line(loop.name, DEVICES.absent, say("attention"), say("stuck", number(Math.round(loop.secondsSinceRound))))),
  ].filter(Boolean);
}

function scan({ time, verdict, reason, category, reader }) {
  return element("li", {}, element("span", { class: "muted" }, clock(time)),
    element("span", {}, mark(...pick(VERDICTS, verdict), say(verdict)), " ", element("bdi", { class: "muted" }, [reason, category].filter(Boolean).map(word => say(word)).join(" · "))),
    element("span", { class: "muted" }, foreign("span", reader)));
}

async function poll() {
  try {
    const answer = await fetch("/api/status", { signal: AbortSignal.timeout(ANSWER_MS) });
    if (!answer.ok) throw new Error(`/api/status: ${answer.status}`);
    status = await answer.json();
    setClock(status.at);
    [answeredMark, answeredAt] = [performance.now(), status.at];
  } catch (error) {
    console.warn(error);
  }
  render();
  setTimeout(poll, POLL_MS);
}

speak(words, render);
poll();
