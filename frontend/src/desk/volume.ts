import { ring, setVolume } from "../call/sound";

/** How loud it rings, remembered on this device. */
const KEY = "declic.volume";
const TRIAL_MS = 2500;

export function chooseVolume(range: HTMLInputElement, trial: HTMLButtonElement): void {
  const kept = Number(read() ?? Number.NaN);
  range.value = String(Number.isFinite(kept) ? kept : 60);
  setVolume(Number(range.value) / 100);
  range.addEventListener("input", () => {
    setVolume(Number(range.value) / 100);
    try {
      localStorage.setItem(KEY, range.value);
    } catch {
      // A private window: the volume is of this visit only.
    }
  });
  trial.addEventListener("click", tryRing);
}

/** A few seconds of the ring, to know it. */
export function tryRing(): void {
  const silence = ring();
  setTimeout(silence, TRIAL_MS);
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
