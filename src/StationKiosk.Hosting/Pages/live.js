// Stays connected to a stream of server-sent events, whatever happens to server and network. The server sends an event "beat" when it has nothing
// else to say, so a stream that is quiet for QUIET_MS is dead, however open it looks; then, and after every failure, it is opened anew.
const QUIET_MS = 12_000, RETRY_MIN_MS = 500, RETRY_MAX_MS = 5_000;

// path: of the stream. handlers: { event name: take(value of its JSON) }. changed(live): called when the stream comes or goes.
// Returns { live, heardMark }: whether the stream is there, and performance.now() of the last event (null for none yet).
export function stayLive(path, handlers, changed = () => {}) {
  const state = { live: false, heardMark: null };
  let source = null, failures = 0, openedMark = 0, retry = 0;

  const turn = live => {
    if (state.live === live) return;
    state.live = live;
    changed(live);
  };

  const take = handle => event => {
    state.heardMark = performance.now();
    failures = 0;
    handle(JSON.parse(event.data));
    turn(true);
  };

  const open = () => {
    source?.close();
    clearTimeout(retry);
    openedMark = performance.now();
    source = new EventSource(path);
    for (const [name, handle] of Object.entries({ beat: () => {}, ...handlers })) source.addEventListener(name, take(handle));
    source.addEventListener("error", fail);
  };

  const fail = () => {
    source.close();
    turn(false);
    clearTimeout(retry);
    retry = setTimeout(open, Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** failures++) * (0.5 + Math.random() / 2));
  };

  open();
  setInterval(() => {
    const quiet = performance.now() - Math.max(state.heardMark ?? 0, openedMark);
    if (source.readyState !== EventSource.CLOSED && quiet > QUIET_MS) fail();
  }, 1000);
  addEventListener("online", () => state.live || open());
  return state;
}
