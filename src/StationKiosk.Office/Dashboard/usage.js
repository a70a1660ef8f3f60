// Usage: choose a period and what to tell apart; a chart that says the finding, the same as a table, against the period before, to take along.
import { byId, clock, element, foreign, number, percent, redraw, say, setClock } from "/page.js";
import { ask, start } from "/office.js";
import { barChart, lyingBars, noChart } from "/charts.js";

const BY = ["day", "hour", "weekday", "month", "station", "service", "category"];
const UPRIGHT = ["day", "hour", "weekday", "month"];
const PERIODS = ["today", "yesterday", "days7", "days28", "thisMonth", "lastMonth"];
const CARDS_SHOWN = 12, COMPLETE_FROM = 0.9;

const asked = new URLSearchParams(location.search);
let network = null, report = null, before = null, uses = [], question = null, fault = null, turn = 0;

const date = (text, days) => new Date(Date.parse(`${text}T12:00:00Z`) + days * 86400e3).toISOString().slice(0, 10);
const daysOf = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86400e3) + 1;

function period(name, today) {
  const month = `${today.slice(0, 8)}01`, last = date(month, -1);
  return { today: [today, today], yesterday: [date(today, -1), date(today, -1)], days7: [date(today, -6), today], days28: [date(today, -27), today],
    thisMonth: [month, today], lastMonth: [`${last.slice(0, 8)}01`, last] }[name];
}

function ask0() {
  const today = network.today, [from, to] = period("days7", today);
  const valid = text => /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text));
  question = {
    from: valid(asked.get("from")) ? asked.get("from") : from, to: valid(asked.get("to")) ? asked.get("to") : to,
    by: BY.includes(asked.get("by")) ? asked.get("by") : "day", station: asked.get("station") ?? "",
  };
}

const query = (from, to, by = question.by) => new URLSearchParams({ from, to, by, ...question.station ? { station: question.station } : {} });

async function load() {
  const mine = ++turn, days = daysOf(question.from, question.to);
  history.replaceState(null, "", `/usage?${query(question.from, question.to)}`);
  try {
    const found = await Promise.all([
      ask(`/api/usage?${query(question.from, question.to)}`), ask(`/api/usage?${query(date(question.from, -days), date(question.from, -1))}`),
      ask(`/api/uses?${query(question.from, question.to)}`)]);
    if (mine !== turn) return;
    [report, before, uses] = found;
    fault = null;
  } catch (thrown) {
    if (mine !== turn) return;
    [report, before, uses, fault] = [null, null, [], thrown.message];
  }
  render();
}

// --- Rows, and those of the period before that stand against them
const nameOf = id => network.stations.find(station => station.id === id)?.name ?? id;
const labels = {
  day: row => clock(`${row.day}T12:00:00Z`, { month: "short", day: "numeric", weekday: "short", hour: undefined, minute: undefined }), hour: row => say("hourSpan", row.hour, row.hour + 1),
  weekday: row => say(`weekday.${row.weekday}`), month: row => row.month, station: row => nameOf(row.station), service: row => say(row.service), category: row => say(row.category === "unknown" ? "unknownCategory" : row.category),
};
const shorts = { ...labels, day: row => `${Number(row.day.slice(5, 7))}/${Number(row.day.slice(8))}`, hour: row => String(row.hour).padStart(2, "0"), weekday: row => say(`weekday.short.${row.weekday}`) };

function rows() {
  const by = question.by, days = daysOf(question.from, question.to);
  let list = report.rows;
  if (by === "hour" && report.total != null) list = Array.from({ length: 24 }, (_, hour) => list.find(row => row.hour === hour) ?? { hour, visits: 0 });
  if (by === "weekday" && report.total != null) list = Array.from({ length: 7 }, (_, i) => list.find(row => row.weekday === i + 1) ?? { weekday: i + 1, visits: 0 });
  const key = { day: row => row.day, month: () => null }[by] ?? (row => row[by]);
  const earlier = new Map((before?.rows ?? []).map(row => [by === "day" ? date(row.day, days) : key(row), row.visits]));
  const known = before?.total != null;
  const rated = list.map(row => ({ row, label: labels[by](row), short: shorts[by](row), value: row.visits, completeness: row.completeness ?? report.completeness.ratio,
    before: by === "month" || !known ? null : earlier.get(key(row)) ?? (by === "day" ? null : 0), partial: isPartial(row) }));
  return UPRIGHT.includes(by) ? rated : rated.sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
}

// The period is not over, or much of it has not come: the bar may still grow.
const isPartial = row => (row.completeness ?? report.completeness.ratio ?? 0) < COMPLETE_FROM || row.day === network.today || (row.month && network.today.startsWith(row.month)) ||
  (!row.day && !row.month && question.to >= network.today);

const change = (value, earlier) => value == null || !earlier ? "–" : `${value >= earlier ? "+" : "−"}${number(Math.abs(Math.round((value - earlier) / earlier * 100)))} %`;

function renderAnswer(list) {
  const days = daysOf(question.from, question.to);
  byId("asked").textContent = say("visitsBy", say(`by.${question.by}`), period_(question.from, question.to));
  if (!report || report.total == null) {
    byId("total").replaceChildren();
    byId("finding").textContent = "";
    byId("late").hidden = true;
    return byId("chart").replaceChildren(report || fault ? noChart(fault ?? say("noUsagePeriod")) : "");
  }
  const share = report.completeness.ratio == null ? say("unknownComplete") : say("completeShare", percent(report.completeness.ratio));
  const than = before?.total == null ? say("nothingBefore") : say("againstBefore", number(before.total), change(report.total, before.total), period_(date(question.from, -days), date(question.from, -1)));
  byId("total").replaceChildren(number(report.total), " ", element("small", { class: "small" }, [say("visits"), share, than].join(" · ")));
  const known = list.filter(each => each.value != null), most = known.reduce((a, b) => (b.value > (a?.value ?? 0) ? b : a), null);
  const show = index => {
    const at = index === null ? null : list[index];
    byId("finding").textContent = at ? say(at.value == null ? "rowNothing" : "rowIs", at.label, number(at.value ?? 0), at.before == null ? "–" : number(at.before), at.completeness == null ? "?" : percent(at.completeness))
      : most ? say("most", most.label, number(most.value)) : say("noVisitsPeriod");
  };
  const width = Math.max(260, byId("chart").clientWidth), name = byId("asked").textContent;
  redraw(byId("chart"), UPRIGHT.includes(question.by) ? barChart(width, name, list.map(each => ({ ...each, label: each.short })), show, 240) : lyingBars(width, name, list, show));
  show(null);
  byId("late").hidden = !report.late.length;
  byId("late").replaceChildren(element("summary", {}, say("lateDays", number(report.late.length))),
    ...report.late.map(day => element("p", {}, say("lateDay", labels.day(day), number(day.visits), clock(day.lastAt)))));
}

const period_ = (from, to) => from === to ? from : `${from} – ${to}`;

function renderTables(list) {
  const head = [`by.${question.by}`, "visits", "complete", "before", "change"];
  byId("table").replaceChildren(
    element("thead", {}, element("tr", {}, head.map((key, i) => element("th", { scope: "col", class: i ? "figure" : null }, say(key))))),
    element("tbody", {}, list.map(each => element("tr", {}, element("th", { scope: "row" }, foreign("span", each.label)), element("td", { class: "figure" }, each.value == null ? say("noData") : number(each.value)),
      element("td", { class: "figure" }, each.completeness == null ? "–" : percent(each.completeness)),
      element("td", { class: "figure" }, each.before == null ? "–" : number(each.before)), element("td", { class: "figure change" }, change(each.value, each.before))))));
  byId("uses").replaceChildren(
    element("thead", {}, element("tr", {}, ["card", "station", "times"].map((key, i) => element("th", { scope: "col", class: i > 1 ? "figure" : null }, say(key))))),
    element("tbody", {}, uses.slice(0, CARDS_SHOWN).map(use => element("tr", {},
      element("td", {}, foreign("span", [use.label, use.service ? say(use.service) : null, use.kind ? say(`card.${use.kind}`) : null].filter(Boolean).join(" · "))), element("td", {}, foreign("span", nameOf(use.station))),
      element("td", { class: "figure" }, number(use.uses)))), uses.length > CARDS_SHOWN ? element("tr", {}, element("td", { colspan: 3, class: "muted" }, say("more", number(uses.length - CARDS_SHOWN)))) : "",
    uses.length ? "" : element("tr", {}, element("td", { colspan: 3, class: "muted" }, say("noCards")))));
}

function render() {
  document.title = `${say("usage")} · ${say("title")}`;
  byId("periods").setAttribute("aria-label", say("period"));
  byId("by").replaceChildren(...BY.map(by => element("option", { value: by }, say(`by.${by}`))));
  if (!network) return;
  byId("periods").replaceChildren(...PERIODS.map(name => {
    const [from, to] = period(name, network.today);
    const node = element("button", { type: "button", "aria-pressed": String(from === question.from && to === question.to) }, say(`period.${name}`));
    node.addEventListener("click", () => { Object.assign(question, { from, to }); load(); byId("periods").children[PERIODS.indexOf(name)].focus(); });
    return node;
  }));
  byId("station").replaceChildren(element("option", { value: "" }, say("allStations")), ...network.stations.map(station => element("option", { value: station.id }, station.name)));
  for (const key of ["from", "to", "by", "station"]) byId(key).value = question[key];
  const list = report ? rows() : [];
  byId("csv").href = `/api/usage.csv?${query(question.from, question.to)}`;
  byId("xlsx").href = `/api/usage.xlsx?${query(question.from, question.to)}`;
  renderAnswer(list); renderTables(list);
}

start(render);
for (const key of ["from", "to", "by", "station"]) byId(key).addEventListener("change", () => {
  if (!byId(key).value && key !== "station") return;
  question[key] = byId(key).value;
  if (question.from > question.to) question[key === "from" ? "to" : "from"] = question[key];
  load();
});
network = await ask("/api/stations").then(body => {
  setClock(body.at, body.timeZone);
  return { today: body.today, stations: body.stations.toSorted((a, b) => a.name.localeCompare(b.name)) };
});
ask0();
render();
load();
let width = 0;
new ResizeObserver(([entry]) => { if (Math.abs(entry.contentRect.width - width) > 1) { width = entry.contentRect.width; if (report) render(); } }).observe(byId("answer"));
