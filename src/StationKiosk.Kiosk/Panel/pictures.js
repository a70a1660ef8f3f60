// The door's pictures, drawn by hand on a grid of 24: services, the frame that invites a badge, and the sign of each verdict.
import { drawing } from "/page.js";

const LINES = {
  rest: "M4 11V8a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v3M3 11a2 2 0 0 1 4 1v2h10v-2a2 2 0 1 1 4 1v4H3v-4a2 2 0 0 1 0-2zM6 17v2M18 17v2",
  dining: "M3 12h18a9 7 0 0 1-6 6.5V20H9v-1.500A9 7 0 0 1 3 12zM9 9c0-2 2-2 2-4M13.500 9c0-2 2-2 2-4",
  parking: "M4 3h16v18H4zM9.500 18V7H13a3.500 3.500 0 0 1 0 7H9.500",
  learning: "M12 6c-2-1.500-5-2-8-2v14c3 0 6 .5 8 2 2-1.500 5-2 8-2V4c-3 0-6 .5-8 2zM12 6v14",
  restroom: "M7 5.500a1.500 1.500 0 1 0 0-.01M4.500 9h5v5H8.500v6h-3v-6H4.500zM17 5.500a1.500 1.500 0 1 0 0-.01M17 9l-3 6h1.500v5h3v-5H20z",
  "first-aid": "M9.500 3.500h5v6h6v5h-6v6h-5v-6h-6v-5h6z",
};
const SIGNS = {
  welcome: ["M12 1.500a10.500 10.500 0 1 0 .01 0z", "M6.500 12.500l4 4 7.500-8.500"],
  "welcome-again": ["M2.500 11L12 3l9.500 8M5 9.500V21h14V9.500", "M8.500 14.500l2.500 2.500 5-5.500"],
  "show-badge": ["M2.500 5.500h19v13h-19z", "M6 9.500h4v4H6zM13.500 9.500H19M13.500 13.500H19"],
  refused: ["M7.500 1.500h9l6 6v9l-6 6h-9l-6-6v-9z", "M8 8l8 8M16 8l-8 8"],
  broken: ["M12 2L1.500 21h21z", "M12 9v6M12 17.500v.5"],
  scanning: ["M12 3a9 9 0 1 0 .01 0z", "M12 7v5l3.500 2"],
};

const svg = (...paths) => drawing("svg", { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" }, ...paths);
const path = (d, width) => drawing("path", { d, "stroke-width": width });

export const picture = service => svg(path(LINES[service] ?? "M4 4h16v16H4z", 1.6));
export const sign = kind => svg(path((SIGNS[kind] ?? SIGNS.refused)[0], 1.4), path((SIGNS[kind] ?? SIGNS.refused)[1], kind === "show-badge" ? 1.4 : 2.4));
export const frame = () => svg(path("M2 7V3.500A1.500 1.500 0 0 1 3.500 2H7M17 2h3.500A1.500 1.500 0 0 1 22 3.500V7M22 17v3.500a1.500 1.500 0 0 1-1.500 1.500H17M7 22H3.500A1.500 1.500 0 0 1 2 20.500V17", 1.4),
  path("M6.500 6.500h4v4h-4zM13.500 6.500h4v4h-4zM6.500 13.500h4v4h-4zM13.500 13.500h1.500M17.500 13.500v1.500M13.500 17.500h1.500M17.500 17.400v.1", 1.2));
