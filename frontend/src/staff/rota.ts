/** What the operator's pages of rotas do with what they are told, and with a finger on the drawing. */
import type { RotaIncoming, RotaSeen } from "../live/protocol";

type Rotas = Extract<RotaIncoming, { type: "rotas" }>;

export const NBSP = "\u00a0";

/** The page shows another state of its week than there is now. */
export function isStale(told: Rotas, week: string, shown: string): boolean {
  const rota = told.rotas.find((one) => one.week === week);
  if (rota === undefined) return false;
  const searching = (state: string) => state === "asked" || state === "running";
  return searching(rota.state) !== searching(shown) || (!searching(shown) && rota.state !== shown);
}

export function progress(rota: RotaSeen): { step: string; percent: string } {
  const step =
    rota.step === "" ? "La recherche va commencer…" : rota.step[0]?.toUpperCase() + rota.step.slice(1);
  return { step, percent: `${Math.round(100 * rota.share)}${NBSP}%` };
}

/** The quarter-hours between two places of a row `width` wide that shows those from `first` to `after`. */
export function quartersBetween(
  a: number,
  b: number,
  width: number,
  first: number,
  after: number,
): [number, number] {
  const at = (x: number) => first + (Math.min(Math.max(x, 0), width - 1) / width) * (after - first);
  const [left, right] = a < b ? [at(a), at(b)] : [at(b), at(a)];
  return [Math.floor(left), Math.floor(right) + 1];
}

/** « 17 h 15 – 19 h », of quarter-hours; 96 is midnight, « 24 h ». As the page writes it: planning/rules/clocks.py. */
export function fromTo(first: number, after: number): string {
  return `${clock(first)} – ${clock(after)}`;
}

function clock(quarter: number): string {
  const minutes = (quarter % 4) * 15;
  return `${Math.floor(quarter / 4)}${NBSP}h${minutes === 0 ? "" : NBSP + minutes}`;
}

/** A shift whose end (or beginning) was dragged there, no shorter and no longer than one may be: the other end stays. */
export function stretched(
  shift: readonly [number, number],
  end: "first" | "after",
  to: number,
  [shortest, longest]: readonly [number, number],
): readonly [number, number] {
  const [first, after] = shift;
  const between = (least: number, most: number) => Math.min(Math.max(to, least), most);
  return end === "first"
    ? [between(after - longest, after - shortest), after]
    : [first, between(first + shortest, first + longest)];
}
