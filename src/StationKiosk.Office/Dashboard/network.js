// The network as it is now, followed over /api/live: stations, totals, visits. Changes are gathered and drawn once a frame.
import { setClock } from "/page.js";
import { stayLive } from "/live.js";
import { ask } from "/office.js";

/** changed(ids): the stations that changed, null for all; visit(one): a visit just stored; turned(): live or no longer. */
export function follow({ changed, visit = () => {}, turned }) {
  const network = { body: null, stations: new Map(), totals: null };
  let waiting = new Set(), everything = false, asked = false;

  const draw = () => {
    const ids = everything ? null : waiting;
    [waiting, everything, asked] = [new Set(), false, false];
    changed(ids);
  };
  const soon = () => {
    if (!asked) { asked = true; document.hidden ? setTimeout(draw, 0) : requestAnimationFrame(draw); }
  };

  network.link = stayLive("/api/live", {
    beat: at => setClock(at, network.body?.timeZone),
    snapshot: body => {
      setClock(body.at, body.timeZone);
      network.body = body;
      network.totals = body.totals;
      network.stations = new Map(body.stations.map(station => [station.id, station]));
      everything = true;
      soon();
    },
    station: station => { network.stations.set(station.id, station); waiting.add(station.id); soon(); },
    totals: totals => { network.totals = totals; soon(); },
    visit,
  }, live => {
    if (!live) ask("/api/me").catch(() => {}); // a session that is over leads to the sign-in page
    turned(live);
  });
  return network;
}
