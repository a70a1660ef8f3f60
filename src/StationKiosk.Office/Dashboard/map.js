// The stations where they are, drawn from the register's coordinates alone: no tiles, nobody else's server. Degrees of longitude are narrowed by
// the cosine of the latitude, which is true enough for a city or a province.
import { byId, drawing, element, number, redraw, say } from "/page.js";
import { picking } from "/charts.js";
import { lightOf } from "/office.js";

const HEIGHT_MIN = 260, MARGIN = 28, LABELS_MAX = 8, KILOMETRES_PER_DEGREE = 111.32;
const FORMS = {
  disc: colour => [drawing("circle", { class: colour, r: 6 })],
  half: colour => [drawing("circle", { class: colour, r: 6 }), drawing("path", { class: "filled", d: "M0 -6a6 6 0 0 0 0 12z" })],
  square: colour => [drawing("rect", { class: colour, x: -6, y: -6, width: 12, height: 12 })],
  dashed: colour => [drawing("circle", { class: colour, r: 6 })],
};

let kept = "";

/** Draws them; picked(station) when somebody opens one, by pointer or by arrow keys and Enter. Where nothing that is seen has changed, nothing is drawn. */
export function drawMap(stations, wide, picked) {
  const placed = stations.filter(station => station.place && Number.isFinite(station.place.latitude) && Number.isFinite(station.place.longitude));
  const width = Math.max(240, byId("map").clientWidth);
  const key = JSON.stringify([document.documentElement.lang, width, wide, stations.length, placed.map(s => [s.id, s.name, s.light, s.state, s.place])]);
  if (key === kept) return;
  kept = key;
  if (!placed.length) return byId("map").replaceChildren(element("p", { class: "empty" }, say(stations.length ? "noPlaces" : "noStations")));
  const view = projection(placed, width, wide);
  // The worst last, so that they lie on top.
  const sorted = [...placed].sort((a, b) => rank(a) - rank(b));
  const spots = sorted.map(station => spot(station, view, picked));
  const note = stations.length > placed.length ? element("p", { class: "small muted" }, say("withoutPlace", number(stations.length - placed.length))) : "";
  const svg = drawing("svg", { viewBox: `0 0 ${width} ${view.height}`, role: "img", tabindex: 0, "aria-label": say("mapOf", number(placed.length)) },
    graticule(view, width), spots, labels(sorted.filter(s => rank(s) > 0).reverse(), view, width), scale(view));
  redraw(byId("map"), walked(svg, sorted, spots, picked), note);
}

/** From west to east by the arrow keys; what is picked is named below, Enter opens it. */
function walked(svg, stations, spots, picked) {
  const order = stations.map((_, i) => i).sort((a, b) => stations[a].place.longitude - stations[b].place.longitude);
  const named = element("figcaption", { class: "small clamp", "aria-live": "polite" });
  let at = null;
  picking(svg, order.map(i => spots[i]), event => { const i = order.indexOf(spots.indexOf(event.target.closest(".spot"))); return i < 0 ? null : i; },
    { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }, index => {
      at = index === null ? null : stations[order[index]];
      named.textContent = at ? `${at.name} · ${say(at.state === "never-heard" ? "state.never-heard" : `light.${at.light}`)}` : svg.matches(":focus-visible") ? say("mapKeys") : "";
    });
  svg.addEventListener("focus", () => { named.textContent = say("mapKeys"); });
  svg.addEventListener("keydown", event => { if (event.key === "Enter" && at) picked(at); });
  return [svg, named];
}

const rank = station => ({ green: 0, yellow: 1, red: 2 })[station.light] ?? 0;

function projection(placed, width, wide) {
  const latitudes = placed.map(s => s.place.latitude), longitudes = placed.map(s => s.place.longitude);
  const middle = (Math.min(...latitudes) + Math.max(...latitudes)) / 2;
  const narrow = Math.max(0.05, Math.cos(middle * Math.PI / 180));
  const west = Math.min(...longitudes), north = Math.max(...latitudes);
  const across = Math.max(0.02, (Math.max(...longitudes) - west) * narrow), down = Math.max(0.02, north - Math.min(...latitudes));
  const height = wide ? Math.max(HEIGHT_MIN, innerHeight - byId("map").getBoundingClientRect().top - scrollY - 48) : Math.max(HEIGHT_MIN, Math.min(width * 0.9, (width - 2 * MARGIN) * down / across + 2 * MARGIN));
  const step = Math.min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / down);
  const [x0, y0] = [(width - across * step) / 2, (height - down * step) / 2];
  return {
    size: wide ? 1.6 : 1, height, step, narrow, west, north, x0, y0,
    at: place => [x0 + (place.longitude - west) * narrow * step, y0 + (north - place.latitude) * step],
  };
}

function spot(station, view, picked) {
  const [form, colour] = lightOf(station);
  const [x, y] = view.at(station.place);
  const node = drawing("g", { class: "spot", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${view.size})` },
    FORMS[form](colour), drawing("title", {}, station.name));
  node.addEventListener("click", () => picked(station));
  return node;
}

/** The names of those that need somebody, as many as fit beside each other. */
function labels(stations, view, width) {
  const taken = [], drawn = [];
  for (const station of stations) {
    const [x, y] = view.at(station.place);
    const long = Math.min(200, 14 + [...station.name].reduce((sum, c) => sum + (c > "\u2e80" ? 12 : 7), 0)) * view.size;
    const left = x + long + 12 > width;
    const box = { x: left ? x - long - 10 : x + 10, y: y - 8 * view.size, w: long, h: 16 * view.size };
    if (drawn.length >= LABELS_MAX || box.x < 0 || taken.some(other => box.x < other.x + other.w && other.x < box.x + box.w && box.y < other.y + other.h && other.y < box.y + box.h)) continue;
    taken.push(box);
    drawn.push(drawing("text", { x: x + (left ? -12 : 12) * view.size, y: y + 4 * view.size, "font-size": 12 * view.size, "text-anchor": left ? "end" : "start" }, [...station.name].slice(0, 20).join("")));
  }
  return drawn;
}

/** Lines of latitude and longitude at round degrees. */
function graticule(view, width) {
  const round = roundDown(90 / view.step, [5, 2, 1]);
  const lines = [];
  for (let lon = Math.ceil((view.west - view.x0 / view.step / view.narrow) / round) * round; (lon - view.west) * view.narrow * view.step + view.x0 < width; lon += round) {
    const x = (lon - view.west) * view.narrow * view.step + view.x0;
    lines.push(drawing("line", { class: "grat", x1: x, x2: x, y1: 0, y2: view.height }));
  }
  for (let lat = Math.floor((view.north + view.y0 / view.step) / round) * round; (view.north - lat) * view.step + view.y0 < view.height; lat -= round) {
    const y = (view.north - lat) * view.step + view.y0;
    lines.push(drawing("line", { class: "grat", x1: 0, x2: width, y1: y, y2: y }));
  }
  return lines.slice(0, 80);
}

function roundDown(value, steps) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (steps.find(step => step * power <= value) ?? 1);
}

function scale(view) {
  const kilometres = roundDown(110 / view.step * KILOMETRES_PER_DEGREE, [5, 2, 1]);
  const long = kilometres / KILOMETRES_PER_DEGREE * view.step;
  return [drawing("path", { class: "scale", fill: "none", d: `M10 ${view.height - 14}v5h${long.toFixed(1)}v-5` }),
    drawing("text", { class: "quiet", "font-size": 12, x: 10, y: view.height - 20 }, kilometres < 1 ? `${number(kilometres * 1000)} m` : `${number(kilometres)} km`)];
}
