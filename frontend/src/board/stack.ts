import { type Box, contains, distanceToSegment, meet, type Place, touches, union } from "./geometry";
import { inkLines, isFigure, isGround, isInk, type Text } from "./item";
import type { Shape } from "./shapes";

/** Side of a cell of the index, board units: about the height of a written line and the width of some words. */
const CELL = 192;
/** What covers more cells than this is looked at each time instead of being written in each. */
const MOST_CELLS = 64;

/** The shapes of a page, found by where they lie: what a hand touches does not depend on how much else there is. */
export class Stack {
  private readonly byId = new Map<string, Shape>();
  readonly photos = new Set<Shape>();
  private readonly cells = new Map<string, Set<Shape>>();
  private readonly wide = new Set<Shape>();
  private around: Box | null | undefined = null;

  get(id: string): Shape | undefined {
    return this.byId.get(id);
  }

  get size(): number {
    return this.byId.size;
  }

  put(shape: Shape): void {
    this.delete(shape.item.id);
    this.byId.set(shape.item.id, shape);
    if (shape.item.kind === "photo") this.photos.add(shape);
    const keys = keysOf(shape.box);
    if (keys === null) this.wide.add(shape);
    for (const key of keys ?? []) {
      const cell = this.cells.get(key);
      if (cell === undefined) this.cells.set(key, new Set([shape]));
      else cell.add(shape);
    }
    if (this.around !== undefined) this.around = union(this.around, shape.box);
  }

  delete(id: string): void {
    const shape = this.byId.get(id);
    if (shape === undefined) return;
    this.byId.delete(id);
    this.photos.delete(shape);
    this.wide.delete(shape);
    for (const key of keysOf(shape.box) ?? []) this.cells.get(key)?.delete(shape);
    this.around = undefined;
  }

  clear(): void {
    this.byId.clear();
    this.photos.clear();
    this.cells.clear();
    this.wide.clear();
    this.around = null;
  }

  /** Bottom to top. */
  all(): Shape[] {
    return [...this.byId.values()].sort(above);
  }

  /** What meets `box`, bottom to top. */
  within(box: Box): Shape[] {
    const keys = keysOf(box);
    const near = keys === null ? this.byId.values() : this.near(keys);
    return [...near].filter((shape) => meet(shape.box, box)).sort(above);
  }

  bounds(): Box | null {
    if (this.around === undefined) {
      this.around = null;
      for (const { box } of this.byId.values()) this.around = union(this.around, box);
    }
    return this.around;
  }

  /** What an eraser going from `from` to `to` takes: all but the photos and the aids underneath. */
  under(from: Place, to: Place, reach: number): string[] {
    const swept: Box = {
      left: Math.min(from.x, to.x) - reach,
      right: Math.max(from.x, to.x) + reach,
      top: Math.min(from.y, to.y) - reach,
      bottom: Math.max(from.y, to.y) + reach,
    };
    return this.within(swept)
      .filter((shape) => !isGround(shape.item) && meets(shape, from, to, reach))
      .map(({ item }) => item.id);
  }

  /** What lies above all at this place, photos included. */
  topmost(at: Place, reach: number): string | null {
    const near = this.within({
      left: at.x - reach,
      right: at.x + reach,
      top: at.y - reach,
      bottom: at.y + reach,
    });
    for (const shape of near.reverse())
      if (isGround(shape.item) || meets(shape, at, at, reach)) return shape.item.id;
    return null;
  }

  /** What lies whole inside `box`, but for the photos and the aids underneath. */
  inside(box: Box): string[] {
    return this.within(box)
      .filter(({ item, box: own }) => {
        const corners = [
          { x: own.left, y: own.top },
          { x: own.right, y: own.bottom },
        ];
        return !isGround(item) && corners.every((corner) => contains(box, corner));
      })
      .map(({ item }) => item.id);
  }

  textAt({ x, y }: Place): Text | null {
    const here = this.within({ left: x, right: x, top: y, bottom: y });
    for (const { item } of here.reverse()) if (item.kind === "text") return item;
    return null;
  }

  private near(keys: readonly string[]): Set<Shape> {
    const near = new Set(this.wide);
    for (const key of keys) for (const shape of this.cells.get(key) ?? []) near.add(shape);
    return near;
  }
}

/** Photos, then aids, then the rest as it was written; ties by id. */
export function above(a: Shape, b: Shape): number {
  return (
    Number(b.item.kind === "photo") - Number(a.item.kind === "photo") ||
    Number(isGround(b.item)) - Number(isGround(a.item)) ||
    a.item.at - b.item.at ||
    (a.item.id < b.item.id ? -1 : 1)
  );
}

function keysOf({ left, top, right, bottom }: Box): string[] | null {
  const [west, east] = [Math.floor(left / CELL), Math.floor(right / CELL)];
  const [north, south] = [Math.floor(top / CELL), Math.floor(bottom / CELL)];
  // An item without a point has a box without a place.
  if (!((east - west + 1) * (south - north + 1) <= MOST_CELLS)) return null;
  const keys: string[] = [];
  for (let x = west; x <= east; x += 1) for (let y = north; y <= south; y += 1) keys.push(`${x} ${y}`);
  return keys;
}

function meets({ item, box }: Shape, from: Place, to: Place, reach: number): boolean {
  if (isInk(item) || isFigure(item))
    return inkLines(item).some((line) => touches(line, from, to, reach + item.width / 2));
  const inside = { x: clamp(to.x, box.left, box.right), y: clamp(to.y, box.top, box.bottom) };
  return distanceToSegment(inside, from, to) <= reach;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
