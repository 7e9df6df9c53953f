import { Bands } from "./bands";
import type { Camera, Size } from "./camera";
import { type Box, meet, union } from "./geometry";
import { type Edge, GrowingInk, type Piece } from "./growing_ink";
import { drawHalos, drawShapes } from "./halo";
import type { Stroke } from "./item";
import type { Point } from "./points";
import { addEdge, drawInk, type Photos, type Shape } from "./shapes";

/** A stroke of the other that has not grown for this long joins the settled ones. */
const SETTLES_AFTER_MS = 400;

/** The stroke under this person's hand, before and while it is shared. */
export interface HandStroke extends Pick<Stroke, "kind" | "colour" | "width" | "pressed"> {
  readonly points: readonly Point[];
}

export interface LiveLayerOptions {
  shape(id: string): Shape | undefined;
  /** The photos of the page, as they come and go. */
  readonly ground: Iterable<Shape>;
  /** These lie with the rest from now on. */
  settled(shapes: readonly Shape[]): void;
}

/**
 * What is being drawn, above the settled board: the stroke under the hand, those of the other, what is moved. Only what
 * changed is drawn again: the end of the stroke under the hand, however long it is.
 */
export class LiveLayer {
  private readonly bands: Bands;
  private readonly growing = new Map<string, number>();
  private hand: HandStroke | null = null;
  private ink: GrowingInk | null = null;
  /** Around it. */
  private reach: Box | null = null;
  /** Points of the hand's stroke that are in its ink. */
  private drawn = 0;
  private readonly paths = new WeakMap<Edge, Path2D>();
  private dirty: Box | "all" | null = null;
  private settleTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    host: HTMLElement,
    private readonly photos: Photos,
    private readonly options: LiveLayerOptions,
  ) {
    this.bands = new Bands(host, {
      holds: (box) => !this.shapesWithin(box).next().done || (this.ink?.within(box) ?? []).length > 0,
      draw: (on, box) => this.draw(on, box),
    });
  }

  get writing(): boolean {
    return this.hand !== null;
  }

  has(id: string): boolean {
    return this.growing.has(id);
  }

  clear(): void {
    this.growing.clear();
    this.dirty = "all";
  }

  /** The stroke under the hand; the same one grows. */
  drawing(stroke: HandStroke | null): void {
    const same = this.hand !== null && stroke !== null && this.hand.points === stroke.points;
    if (!same) {
      this.drawn = 0;
      this.reach = null;
      for (const { box } of this.ink?.within(null) ?? []) this.spoil(box);
      this.ink = stroke === null ? null : new GrowingInk(stroke);
    }
    this.hand = stroke;
    if (stroke === null || this.ink === null || (same && stroke.points.length === this.drawn)) return;
    this.drawn = stroke.points.length;
    const changed = this.ink.grow(stroke.points);
    if (changed === null) return;
    this.reach = union(this.reach, changed);
    this.spoil(changed);
  }

  /** This item is drawn here until it rests. `before`: where it was. */
  grow(shape: Shape, before: Box | null, now: number): void {
    this.growing.set(shape.item.id, now);
    this.spoil(before === null ? shape.box : union(before, shape.box));
    this.settleLater();
  }

  remove(id: string, box: Box): void {
    if (this.growing.delete(id)) this.spoil(box);
  }

  spoil(box: Box | "all"): void {
    if (box === "all") this.dirty = "all";
    else if (this.dirty !== "all") this.dirty = union(this.dirty, box);
  }

  resize(size: Size, ratio: number): void {
    this.bands.resize(size, ratio);
    this.spoil("all");
  }

  paint(camera: Camera): void {
    if (this.dirty === null) return;
    this.bands.paint(this.dirty, camera);
    this.dirty = null;
  }

  private draw(on: CanvasRenderingContext2D, box: Box): void {
    const { ground } = this.options;
    drawShapes(on, [...this.shapesWithin(box)], this.photos, ground);
    const { hand, ink, reach } = this;
    if (hand === null || ink === null || reach === null) return;
    const pieces = ink.within(box);
    const path = this.joined(pieces);
    const written = { item: hand, box: reach, path: () => path, lines: pieces.map(({ line }) => line) };
    drawHalos(on, [written], this.photos, ground);
    drawInk(on, path, hand);
  }

  private *shapesWithin(box: Box): Generator<Shape> {
    for (const id of this.growing.keys()) {
      const shape = this.options.shape(id);
      if (shape !== undefined && meet(shape.box, box)) yield shape;
    }
  }

  /** One path, so that nothing is inked twice where pieces meet. */
  private joined(pieces: readonly Piece[]): Path2D {
    const [only, ...more] = pieces;
    if (only !== undefined && more.length === 0) return this.path(only);
    const whole = new Path2D();
    for (const piece of pieces) whole.addPath(this.path(piece));
    return whole;
  }

  private path({ edge }: Piece): Path2D {
    const known = this.paths.get(edge);
    if (known !== undefined) return known;
    const path = new Path2D();
    addEdge(path, edge);
    this.paths.set(edge, path);
    return path;
  }

  private settleLater(): void {
    this.settleTimer ??= setTimeout(() => {
      this.settleTimer = null;
      const before = performance.now() - SETTLES_AFTER_MS;
      const rested = [...this.growing].filter(([, grewAt]) => grewAt <= before).map(([id]) => id);
      const shapes = rested.map((id) => this.options.shape(id)).filter((shape) => shape !== undefined);
      for (const id of rested) this.growing.delete(id);
      for (const { box } of shapes) this.spoil(box);
      if (rested.length > 0) this.options.settled(shapes);
      if (this.growing.size > 0) this.settleLater();
    }, SETTLES_AFTER_MS / 2);
  }
}
