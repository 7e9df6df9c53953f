/** How much of a ring is left, from the server's deadline. */
export interface Countdown {
  /** Whole seconds, rounded up: « encore 1 s » is true until the end. */
  readonly seconds: number;
  /** From 1 (just rung) to 0 (over). */
  readonly share: number;
  readonly halfway: boolean;
  readonly over: boolean;
}

/** `now`, `from` and `until` are milliseconds since the epoch on the server's clock. */
export function countdown(now: number, from: number, until: number): Countdown {
  const left = Math.max(0, until - now);
  const whole = Math.max(1, until - from);
  const share = Math.min(1, left / whole);
  return { seconds: Math.ceil(left / 1000), share, halfway: share <= 0.5, over: left === 0 };
}

/** What is shown: « encore 12 s ». */
export function leftShort(seconds: number): string {
  return seconds > 0 ? `encore ${seconds}\u00a0s` : "temps passé";
}

/** On an armed page: « s’ouvre dans 3 s ». */
export function opensShort(seconds: number): string {
  return seconds > 0 ? `s’ouvre dans ${seconds}\u00a0s` : "on y va…";
}

/** What is read aloud: no abbreviation. */
export function leftAloud(seconds: number): string {
  if (seconds <= 0) return "Le temps est passé.";
  return `Encore ${seconds} ${seconds > 1 ? "secondes" : "seconde"} pour répondre.`;
}

/** A wait in words: « 40 s », « 3 min », « 1 h 05 ». */
export function waitShort(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole}\u00a0s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}\u00a0min`;
  return `${Math.floor(minutes / 60)}\u00a0h\u00a0${String(minutes % 60).padStart(2, "0")}`;
}
