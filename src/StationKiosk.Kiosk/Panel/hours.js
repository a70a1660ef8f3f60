// Visits by hour as bars; each can be read by pointer, by keyboard and by a screen reader.
import { drawing, number, say } from "/page.js";

const WIDTH = 320, HEIGHT = 92, BASE = 74, GAP = 2.5;

// figures: 24 counts. now: the hour that is not over yet.
export function hourBars(figures, now) {
  const most = Math.max(...figures, 1), step = WIDTH / 24;
  const bars = figures.map((visits, hour) => {
    const height = visits ? Math.max(2, (BASE - 14) * visits / most) : 0;
    return drawing("g", {},
      drawing("title", {}, say("visits.hour", hour, hour + 1, visits)),
      drawing("rect", { class: "hit", x: hour * step, y: 0, width: step, height: BASE, fill: "transparent" }),
      drawing("rect", { class: `bar ${hour === now ? "now" : ""}`, x: hour * step + GAP / 2, y: BASE - height, width: step - GAP, height }),
      hour === figures.indexOf(most) ? drawing("text", { x: hour * step + step / 2, y: BASE - height - 3, "text-anchor": "middle" }, number(visits)) : "");
  });
  const words = figures.map((visits, hour) => visits ? say("visits.hour", hour, hour + 1, visits) : null).filter(Boolean).join(", ");
  return drawing("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${say("visits.byHour")}: ${words}` },
    ...bars, drawing("line", { class: "base", x1: 0, x2: WIDTH, y1: BASE, y2: BASE }),
    ...[0, 6, 12, 18].map(hour => drawing("text", { x: hour * step, y: BASE + 14 }, `${hour}`)));
}
