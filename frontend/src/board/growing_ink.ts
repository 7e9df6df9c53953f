import { getStrokeOutlinePoints, getStrokePoints, type StrokePoint } from "perfect-freehand";
import { type Box, boxAround, meet, type Place, union } from "./geometry";
import type { Stroke } from "./item";
import type { Point } from "./points";

/** Stroke points of a piece: enough that few are kept, few enough that the last costs little. */
const PIECE = 24;
/** How fast perfect-freehand lets the pressure of an unpressed pen change, and the points its first one is found from. */
const EASES = 0.275;
const BEGINS = 10;

export type Edge = readonly (readonly [number, number])[];
export type InkLook = Pick<Stroke, "kind" | "width" | "pressed">;

/** A part of the ink that will not change any more, or its end under the hand. */
export interface Piece {
  readonly edge: Edge;
  readonly box: Box;
  /** Where the hand went. */
  readonly line: readonly Place[];
}

/** How ink follows a hand: the settings of perfect-freehand. `done` closes its end, where the hand was lifted. */
export function strokeOptions({ kind, width, pressed }: InkLook, done: boolean) {
  const marker = kind === "marker";
  return {
    size: width,
    thinning: marker ? 0 : pressed ? 0.55 : 0.22,
    smoothing: 0.5,
    streamline: marker ? 0.4 : 0.35,
    simulatePressure: !pressed && !marker,
    last: done,
  };
}

/**
 * The ink of a stroke while it is drawn, in pieces that join under round ends: a new point costs the same at the
 * end of a long stroke as at its beginning. Filled together they are, to a fraction of a pixel, what `inkOf` makes of
 * the whole; once the hand is lifted, that is what stands.
 *
 * The smoothing and the pressure of perfect-freehand look back only, so that they are carried on from point to point;
 * its outlines are its own, piece by piece.
 */
export class GrowingInk {
  private readonly pieces: Piece[] = [];
  private end: Piece | null = null;
  /** Smoothed points of the piece under way; the first is the last of the piece before. */
  private steps: StrokePoint[] = [];
  private last: StrokePoint | null = null;
  /** Points of the hand that were smoothed. */
  private taken = 0;
  private length = 0;
  /** The first points are left out until the line is as long as it is wide. */
  private begun = false;
  /** The first points, until there are enough for their pressure. */
  private readonly early: StrokePoint[] = [];
  private pressure: number | null = null;

  private readonly options: ReturnType<typeof strokeOptions>;

  constructor(private readonly look: InkLook) {
    this.options = strokeOptions(look, false);
  }

  /** The stroke is now this one, which began as it did before. Where its ink changed. */
  grow(points: readonly Point[]): Box | null {
    let changed = this.end?.box ?? null;
    const before = this.pieces.length;
    // The last point still moves with the next; of two, perfect-freehand makes five.
    const sure = points.length > 2 ? points.length - 1 : 0;
    for (; this.taken < sure; this.taken += 1) this.take(points[this.taken] as Point);
    const end = this.ending(points);
    this.end = end.length === 0 ? null : this.piece(end);
    if (this.end !== null) changed = union(changed, this.end.box);
    for (const { box } of this.pieces.slice(before)) changed = union(changed, box);
    return changed;
  }

  /** What meets `box`, in order; null: all. */
  within(box: Box | null): Piece[] {
    const all = this.end === null ? this.pieces : [...this.pieces, this.end];
    return box === null ? all : all.filter((piece) => meet(piece.box, box));
  }

  private ending(points: readonly Point[]): StrokePoint[] {
    const last = points.at(-1);
    if (last === undefined) return [];
    if (this.last === null) return this.pressedAtOnce(getStrokePoints(points.map(asTriple), this.options));
    const step = this.smoothed(last, this.last);
    if (this.pressure !== null)
      return step === null
        ? this.steps
        : [...this.steps, { ...step, pressure: this.eased(this.pressure, step) }];
    const [first, ...others] = this.early as [StrokePoint, ...StrokePoint[]];
    if (step !== null) others.push(step);
    return this.pressedAtOnce([{ ...first, vector: others[0]?.vector ?? [0, 0] }, ...others]);
  }

  private take(point: Point): void {
    if (this.last === null) {
      const { x, y, pressure } = point;
      this.last = { point: [x, y], pressure, vector: [1, 1], distance: 0, runningLength: 0 };
      this.early.push(this.last);
      return;
    }
    const step = this.smoothed(point, this.last);
    if (step === null) return;
    this.length = step.runningLength;
    if (!this.begun && this.length < this.look.width) return;
    this.begun = true;
    this.last = step;
    this.lay(step);
  }

  /** Where perfect-freehand puts the next point of the hand; null: nowhere else than the one before. */
  private smoothed({ x, y, pressure }: Point, { point: [fromX, fromY] }: StrokePoint): StrokePoint | null {
    const share = 0.15 + (1 - this.options.streamline) * 0.85;
    const [dx, dy] = [(x - fromX) * share, (y - fromY) * share];
    const distance = Math.hypot(dx, dy);
    if (distance === 0) return null;
    return {
      point: [fromX + dx, fromY + dy],
      pressure,
      vector: [-dx / distance, -dy / distance],
      distance,
      runningLength: this.length + distance,
    };
  }

  /** A point that will not move any more. */
  private lay(step: StrokePoint): void {
    if (this.pressure === null) {
      this.early.push(step);
      const [first, second] = this.early as [StrokePoint, StrokePoint];
      first.vector = second.vector;
      if (this.early.length < BEGINS) return;
      this.steps = this.pressedAtOnce(this.early);
      this.pressure = (this.steps.at(-1) as StrokePoint).pressure;
      return;
    }
    this.pressure = this.eased(this.pressure, step);
    this.steps.push({ ...step, pressure: this.pressure });
    if (this.steps.length <= PIECE) return;
    this.pieces.push(this.piece(this.steps));
    this.steps = this.steps.slice(-1);
  }

  private piece(steps: StrokePoint[]): Piece {
    // The pressure is in the points already.
    const edge = getStrokeOutlinePoints(steps, { ...this.options, simulatePressure: false });
    const line = steps.map(({ point: [x, y] }): Place => ({ x, y }));
    return { edge, box: boxAround(line, this.look.width + 2), line };
  }

  /** From the first point on. */
  private pressedAtOnce(steps: readonly StrokePoint[]): StrokePoint[] {
    const first = steps[0];
    if (first === undefined) return [];
    let pressure = steps
      .slice(0, BEGINS)
      .reduce((before, step) => (before + this.eased(before, step)) / 2, first.pressure);
    return steps.map((step) => {
      pressure = this.eased(pressure, step);
      return { ...step, pressure };
    });
  }

  /** The faster the hand, the thinner the ink; a stylus says it by itself. */
  private eased(before: number, { distance, pressure }: StrokePoint): number {
    if (!this.options.simulatePressure) return pressure;
    const speed = Math.min(1, distance / this.look.width);
    return Math.min(1, before + (Math.min(1, 1 - speed) - before) * speed * EASES);
  }
}

function asTriple({ x, y, pressure }: Point): [number, number, number] {
  return [x, y, pressure];
}
