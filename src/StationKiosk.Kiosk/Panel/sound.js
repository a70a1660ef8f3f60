// Plays a verdict's tones. A browser lets a page sound only after a tap, unless it was started so (--autoplay-policy=no-user-gesture-required).
const EDGE_S = 0.008, VOLUME = 0.35;
let audio = null;
try { audio = new AudioContext(); } catch { /* a machine without sound */ }

export const needsTap = () => audio?.state === "suspended";
export const wake = async () => { if (needsTap()) await audio.resume(); };

// beeps: { hertz, milliseconds, pauseMilliseconds }, one after the other.
export function play(beeps) {
  if (audio?.state !== "running") return;
  let at = audio.currentTime;
  for (const { hertz, milliseconds, pauseMilliseconds } of beeps) {
    const tone = audio.createOscillator(), loudness = audio.createGain(), end = at + milliseconds / 1000;
    tone.type = "triangle";
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(VOLUME, at + EDGE_S);
    loudness.gain.setValueAtTime(VOLUME, end - EDGE_S);
    loudness.gain.linearRampToValueAtTime(0, end);
    tone.connect(loudness).connect(audio.destination);
    tone.start(at);
    tone.stop(end);
    at = end + pauseMilliseconds / 1000;
  }
}
