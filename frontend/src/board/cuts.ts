import type * as Y from "yjs";
import { distanceToSegment, type Place } from "./geometry";

/**
 * What the eraser took of a line, as stretches of it: 2.5 is half-way between its third point and its fourth.
 *
 * The line itself stays whole in the document, and each client writes its own stretches under its own key: what is
 * left is the line without the union of them all. So two who rub at once take what both took, in any order, and no
 * piece is ever there twice.
 */
export type Stretch = readonly [from: number, to: number];

const KEY = "n:";
/** Parts of the way from a point to the next that a stretch is rounded to. */
const STEPS = 4096;
/** A piece shorter than this, in board units, is a speck nobody meant to leave. */
const SPECK = 1.5;

export function keyOfCuts(client: number): string {
  return KEY + client.toString(36);
}

export function isKeyOfCuts(key: string): boolean {
  return key.startsWith(KEY);
}

/** What everyone took of this item, in order, apart from each other. */
export function cutsOf(map: Y.Map<unknown>): Stretch[] {
  const all: Stretch[] = [];
  for (const key of map.keys()) if (isKeyOfCuts(key)) all.push(...stretchesIn(map.get(key)));
  return all.length === 0 ? all : merged(all);
}

export function stretchesIn(value: unknown): Stretch[] {
  if (!Array.isArray(value)) return [];
  const stretches: Stretch[] = [];
  for (let at = 0; at + 1 < value.length; at += 2) {
    const [from, to] = [value[at], value[at + 1]] as unknown[];
    if (typeof from === "number" && typeof to === "number" && from <= to) stretches.push([from, to]);
  }
  return stretches;
}

export function merged(stretches: readonly Stretch[]): Stretch[] {
  const whole: [number, number][] = [];
  for (const [from, to] of [...stretches].sort(([a], [b]) => a - b)) {
    const last = whole.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else whole.push([from, to]);
  }
  return whole;
}

/** What is left of a line of `count` points. */
export function leftOf(count: number, cuts: readonly Stretch[]): Stretch[] {
  const end = count - 1;
  const left: Stretch[] = [];
  let from = 0;
  // A cut at a very end leaves nothing before it; a line of one point is there or is not.
  let open = true;
  for (const [start, stop] of cuts) {
    if (stop < 0 || start > end) continue;
    if (start > from) left.push([from, start]);
    from = stop;
    open = stop < end;
  }
  if (open && count > 0) left.push([from, end]);
  return left;
}

/** The pieces of a line that are left, cut where they end; null: the line is whole. */
export function piecesOf<T extends Place>(line: readonly T[], cuts: readonly Stretch[]): T[][] | null {
  if (cuts.length === 0) return null;
  return leftOf(line.length, cuts).map(([from, to]) => {
    const piece = [between(line, from)];
    for (let at = Math.floor(from) + 1; at < to; at += 1) piece.push(line[at] as T);
    if (to > from) piece.push(between(line, to));
    return piece;
  });
}

/** What a round eraser of this radius takes of the line as it goes from `from` to `to`; specks go with it. */
export function sweptOf(
  line: readonly Place[],
  cuts: readonly Stretch[],
  from: Place,
  to: Place,
  reach: number,
): Stretch[] {
  const swept: Stretch[] = [];
  const first = line[0];
  if (line.length === 1 && first !== undefined && distanceToSegment(first, from, to) <= reach)
    return [[0, 0]];
  for (let at = 0; at + 1 < line.length; at += 1) {
    const inside = insideOf(line[at] as Place, line[at + 1] as Place, from, to, reach);
    if (inside === null) continue;
    swept.push([at + Math.floor(inside[0] * STEPS) / STEPS, at + Math.ceil(inside[1] * STEPS) / STEPS]);
  }
  if (swept.length === 0) return swept;
  const specks = leftOf(line.length, merged([...cuts, ...swept])).filter(
    ([start, stop]) => lengthOf(line, start, stop) < SPECK,
  );
  return merged([...swept, ...specks]);
}

/** The part of the segment a–b, 0 to 1, within `reach` of the way from–to: one stretch, as that way is convex. */
function insideOf(a: Place, b: Place, from: Place, to: Place, reach: number): Stretch | null {
  const parts = [inDisc(a, b, from, reach), inDisc(a, b, to, reach), inBand(a, b, from, to, reach)];
  let [low, high] = [Infinity, -Infinity];
  for (const part of parts) {
    if (part === null) continue;
    low = Math.min(low, part[0]);
    high = Math.max(high, part[1]);
  }
  return low <= high ? [low, high] : null;
}

function inDisc(a: Place, b: Place, centre: Place, radius: number): Stretch | null {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const [fx, fy] = [a.x - centre.x, a.y - centre.y];
  const square = dx * dx + dy * dy;
  const distance = fx * fx + fy * fy - radius * radius;
  if (square === 0) return distance <= 0 ? [0, 1] : null;
  const half = fx * dx + fy * dy;
  const root = half * half - square * distance;
  if (root < 0) return null;
  return clipped((-half - Math.sqrt(root)) / square, (-half + Math.sqrt(root)) / square);
}

function inBand(a: Place, b: Place, from: Place, to: Place, reach: number): Stretch | null {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return null;
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const along = (p: Place): number => (p.x - from.x) * ux + (p.y - from.y) * uy;
  const aside = (p: Place): number => (p.y - from.y) * ux - (p.x - from.x) * uy;
  const lengthwise = crossing(along(a), along(b), 0, length);
  const sideways = crossing(aside(a), aside(b), -reach, reach);
  if (lengthwise === null || sideways === null) return null;
  return clipped(Math.max(lengthwise[0], sideways[0]), Math.min(lengthwise[1], sideways[1]));
}

/** When a value going from `a` to `b` is between `low` and `high`. */
function crossing(a: number, b: number, low: number, high: number): Stretch | null {
  if (a === b) return a >= low && a <= high ? [0, 1] : null;
  const [s, t] = [(low - a) / (b - a), (high - a) / (b - a)];
  return [Math.min(s, t), Math.max(s, t)];
}

function clipped(from: number, to: number): Stretch | null {
  const [low, high] = [Math.max(0, from), Math.min(1, to)];
  return low <= high ? [low, high] : null;
}

function between<T extends Place>(line: readonly T[], at: number): T {
  const before = line[Math.floor(at)] as T;
  const after = line[Math.ceil(at)] ?? before;
  const part = at - Math.floor(at);
  const [x, y] = [before.x + (after.x - before.x) * part, before.y + (after.y - before.y) * part];
  return { ...before, x, y };
}

function lengthOf(line: readonly Place[], from: number, to: number): number {
  let last = between(line, from);
  let length = 0;
  for (let at = Math.floor(from) + 1; at <= Math.ceil(to); at += 1) {
    const next = between(line, Math.min(at, to));
    length += Math.hypot(next.x - last.x, next.y - last.y);
    last = next;
  }
  return length;
}
