import type { Item } from "../board/item";

/**
 * The lesson's board from its beginning: what was laid, stroke after stroke. Silences are not waited through:
 * each item is one step.
 */
export interface Step {
  /** Items shown at this step, in the order they were made. */
  readonly shown: number;
  /** Seconds since the first was made. */
  readonly seconds: number;
}

/** One step for each item somebody made; the begun work, which was there first, is in all of them. */
export function stepsOf(items: readonly Item[]): Step[] {
  const made = items.filter(({ author }) => author !== "").sort((a, b) => a.at - b.at);
  const first = made[0]?.at ?? 0;
  return made.map(({ at }, order) => ({ shown: order + 1, seconds: Math.max(0, (at - first) / 1000) }));
}

/** The items of this step. */
export function shownAt(items: readonly Item[], step: number): ReadonlySet<string> {
  const made = items.filter(({ author }) => author !== "").sort((a, b) => a.at - b.at);
  const hidden = new Set(made.slice(step).map(({ id }) => id));
  return new Set(items.map(({ id }) => id).filter((id) => !hidden.has(id)));
}

/** The page where this step happened; null before the first. */
export function pageAt(items: readonly Item[], step: number): string | null {
  const made = items.filter(({ author }) => author !== "").sort((a, b) => a.at - b.at);
  return made[step - 1]?.page ?? null;
}

/** « à 3 min 20 » ; the first minute is told in seconds. */
export function moment(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `à ${whole} s`;
  const rest = whole % 60;
  return `à ${Math.floor(whole / 60)} min${rest === 0 ? "" : ` ${String(rest).padStart(2, "0")}`}`;
}
