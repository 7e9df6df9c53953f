/** Déclic's two sounds, made on the spot: the ring (D then A) and "understood" (one note). */
const D5 = 587.33;
const A5 = 880;
const RING_AT_S = [0, 4, 8];
const RING_LASTS_MS = 12_000;

let audio: AudioContext | null = null;
let volume = 0.6;
let voiceOn = false;

function context(): AudioContext | null {
  audio ??= typeof AudioContext === "undefined" ? null : new AudioContext();
  return audio;
}

/** What may open the sound: a finger only counts as a gesture once it is lifted. */
export const GESTURES = ["pointerdown", "pointerup", "click", "keydown"] as const;

/**
 * Browsers keep silent until the first gesture: call this once when the page opens.
 *
 * With `changed`, the page learns at once whether it may be heard, and again each time that changes.
 */
export function armSound(changed?: () => void): void {
  const wake = (): void => {
    void context()
      ?.resume()
      .then(() => {
        for (const gesture of GESTURES) removeEventListener(gesture, wake, { capture: true });
      });
  };
  for (const gesture of GESTURES) addEventListener(gesture, wake, { capture: true });
  if (changed) context()?.addEventListener("statechange", changed);
}

/** Whether a sound would be heard now; when false, the page says so and asks for a tap. */
export function soundAllowed(): boolean {
  return audio?.state === "running";
}

/** From 0 (mute) to 1. */
export function setVolume(level: number): void {
  volume = Math.min(1, Math.max(0, level));
}

/** While somebody may be speaking, nothing is played. */
export function holdForVoice(on: boolean): void {
  voiceOn = on;
}

function note(out: AudioContext, frequency: number, at: number, lasts: number, into: AudioNode): void {
  for (const [type, ratio, level] of [
    ["sine", 1, 0.5],
    ["triangle", 2, 0.08],
  ] as const) {
    const oscillator = out.createOscillator();
    const gain = out.createGain();
    oscillator.type = type;
    oscillator.frequency.value = frequency * ratio;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(level, at + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + lasts);
    oscillator.connect(gain).connect(into);
    oscillator.start(at);
    oscillator.stop(at + lasts);
  }
}

/** Rings three times in twelve seconds, and vibrates. Returns what silences it. */
export function ring(): () => void {
  const out = context();
  if (voiceOn) return () => undefined;
  const buzz = (): void => {
    navigator.vibrate?.([180, 90, 260]);
  };
  const timers = RING_AT_S.map((seconds) => setTimeout(buzz, seconds * 1000));
  let master: GainNode | null = null;
  if (out !== null) {
    void out.resume();
    master = out.createGain();
    master.gain.value = volume;
    master.connect(out.destination);
    for (const seconds of RING_AT_S) {
      const at = out.currentTime + 0.05 + seconds;
      note(out, D5, at, 0.7, master);
      note(out, A5, at + 0.28, 1.3, master);
    }
  }
  const stop = (): void => {
    for (const timer of timers) clearTimeout(timer);
    navigator.vibrate?.(0);
    master?.disconnect();
    master = null;
  };
  timers.push(setTimeout(stop, RING_LASTS_MS));
  return stop;
}

/** The pupil has understood: one short note. */
export function understood(): void {
  const out = context();
  if (out === null || voiceOn) return;
  const master = out.createGain();
  master.gain.value = volume;
  master.connect(out.destination);
  note(out, A5, out.currentTime + 0.02, 0.6, master);
}

/** The ring's two notes, once, as something a chosen speaker can play. */
export async function chime(): Promise<MediaStream | null> {
  const out = context();
  if (out === null) return null;
  await out.resume();
  const into = out.createMediaStreamDestination();
  note(out, D5, out.currentTime + 0.15, 0.7, into);
  note(out, A5, out.currentTime + 0.43, 1.3, into);
  return into.stream;
}
