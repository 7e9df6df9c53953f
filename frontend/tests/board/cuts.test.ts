import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { BoardDocument } from "../../src/board/board_document";
import { leftOf, merged, piecesOf, sweptOf } from "../../src/board/cuts";
import { distanceToSegment, type Place } from "../../src/board/geometry";
import type { Figure, Stroke } from "../../src/board/item";

let counter = 0;

function board(author: string): BoardDocument {
  return new BoardDocument(
    author,
    () => 1000,
    () => {
      counter += 1;
      return `${author}-${counter}`;
    },
  );
}

function exchange(a: BoardDocument, b: BoardDocument): void {
  Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc));
  Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc));
}

/** A level stroke of eleven points, 0 to 100. */
function stroke(on: BoardDocument): string {
  const drawn = on.beginStroke("pen", "#2B4C9B", 2, false);
  drawn.add(Array.from({ length: 11 }, (_, step) => ({ x: step * 10, y: 0, pressure: 0.5 })));
  drawn.flush();
  return drawn.id;
}

/** The eraser comes down across the stroke at `x`. */
function across(on: BoardDocument, id: string, x: number, radius = 4): number {
  return on.rub([id], { x, y: -30 }, { x, y: 30 }, radius);
}

function ends(on: BoardDocument, id: string): [number, number][] {
  const item = on.read(id) as Stroke | null;
  if (item === null) return [];
  return (item.pieces ?? [item.points]).map((piece) => [piece[0]?.x ?? 0, piece.at(-1)?.x ?? 0]);
}

describe("the eraser that takes what is under it", () => {
  it("leaves the rest of the stroke, with its author, its colour and its place", () => {
    const a = board("a");
    const id = stroke(a);
    a.act();
    expect(across(a, id, 50)).toBe(1);
    // Its radius, and half the width of the ink on each side.
    expect(ends(a, id)).toEqual([
      [0, expect.closeTo(45, 0)],
      [expect.closeTo(55, 0), 100],
    ]);
    expect(a.read(id)).toMatchObject({ author: "a", colour: "#2B4C9B", kind: "pen" });
    expect(a.items.size).toBe(1);
  });

  it("is undone by the sweep", () => {
    const a = board("a");
    const id = stroke(a);
    a.act();
    for (const x of [20, 24, 28]) across(a, id, x);
    a.act();
    across(a, id, 80);
    expect(ends(a, id)).toHaveLength(3);
    a.undo();
    expect(ends(a, id)).toHaveLength(2);
    a.undo();
    expect((a.read(id) as Stroke).pieces).toBeNull();
    a.redo();
    expect(ends(a, id)).toHaveLength(2);
  });

  it("takes all of it in the end, and that is undone too", () => {
    const a = board("a");
    const id = stroke(a);
    a.act();
    a.rub([id], { x: 0, y: 0 }, { x: 60, y: 0 }, 4);
    a.rub([id], { x: 60, y: 0 }, { x: 100, y: 0 }, 4);
    expect(a.items.size).toBe(0);
    a.undo();
    expect((a.read(id) as Stroke).pieces).toBeNull();
  });

  it("cuts figures, moved or not, and takes no text", () => {
    const a = board("a");
    const id = a.beginFigure("rectangle", { x: 0, y: 0 }, "#2B4C9B", 2);
    a.stretch(id, { x: 0, y: 0 }, { x: 100, y: 50 });
    const text = a.write("x", { x: 0, y: 0 }, "#14211C", 20);
    a.shift([id], { x: 10, y: 0, scale: 1 });
    expect(a.rub([id, text], { x: 60, y: -10 }, { x: 60, y: 10 }, 4)).toBe(1);
    const pieces = (a.read(id) as Figure).pieces ?? [];
    expect(pieces).toHaveLength(2);
    expect(pieces[0]?.at(-1)?.x).toBeCloseTo(55, 0);
    expect(a.read(text)).not.toBeNull();
  });

  it("leaves no speck", () => {
    const a = board("a");
    const id = stroke(a);
    across(a, id, 20);
    across(a, id, 30.8);
    expect(ends(a, id)).toHaveLength(2);
  });

  it("goes with a copy", () => {
    const a = board("a");
    const id = stroke(a);
    across(a, id, 50);
    const [copy] = a.copy([id], { x: 0, y: 20, scale: 1 }) as [string];
    expect(ends(a, copy)).toEqual(ends(a, id));
  });

  it("is tamed when another program wrote nonsense", () => {
    const a = board("a");
    const id = stroke(a);
    for (const [key, odd] of Object.entries({ "n:x": "x", "n:y": [3], "n:z": [Number.NaN, 4, 9, 2] }))
      a.items.get(id)?.set(key, odd);
    expect((a.read(id) as Stroke).pieces).toBeNull();
  });
});

describe("two who rub the same stroke apart", () => {
  it("take what both took, and no piece is there twice", () => {
    const [a, b] = [board("a"), board("b")];
    const id = stroke(a);
    exchange(a, b);
    a.act();
    across(a, id, 30);
    across(b, id, 70);
    across(b, id, 32);
    exchange(a, b);
    expect(a.items.size).toBe(1);
    expect(ends(a, id)).toHaveLength(3);
    expect(ends(b, id)).toEqual(ends(a, id));
    // Each takes back their own part only.
    a.undo();
    exchange(a, b);
    expect(ends(b, id)).toEqual(ends(a, id));
    expect(ends(a, id)[0]?.[1]).toBeCloseTo(27, 0);
  });
});

/** The same numbers at each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);

describe("whatever the line and the sweep", () => {
  it.each(SEEDS)("what is under the eraser goes and the rest stays (%i)", (seed) => {
    const next = numbers(seed);
    const place = (): Place => ({ x: next() * 100, y: next() * 100 });
    const line = Array.from({ length: 2 + Math.floor(next() * 8) }, place);
    const [from, to, reach] = [place(), place(), 2 + next() * 15];
    const cuts = sweptOf(line, [], from, to, reach);
    const pieces = piecesOf(line, cuts) ?? [line];
    // A step of the rounding, on the longest segment.
    const slack = 141 / 4096 + 0.01;
    for (const piece of pieces)
      for (const [order, at] of piece.entries()) {
        const inner = order > 0 && order < piece.length - 1;
        expect(distanceToSegment(at, from, to)).toBeGreaterThan(inner ? reach - 0.001 : reach - slack);
      }
    for (const at of line)
      if (distanceToSegment(at, from, to) > reach + slack + 1.5)
        expect(pieces.flat().some(({ x, y }) => Math.hypot(x - at.x, y - at.y) < 1e-6)).toBe(true);
  });

  it.each(SEEDS)("what is left and what is cut make the line, in any order of cutting (%i)", (seed) => {
    const next = numbers(seed);
    const count = 2 + Math.floor(next() * 10);
    const stretches = Array.from({ length: 6 }, () => {
      const [a, b] = [next() * (count - 1), next() * (count - 1)];
      return [Math.min(a, b), Math.max(a, b)] as const;
    });
    const whole = merged(stretches);
    expect(merged([...stretches].reverse())).toEqual(whole);
    expect(merged([...whole, ...stretches])).toEqual(whole);
    const length = (all: readonly (readonly [number, number])[]): number =>
      all.reduce((sum, [from, to]) => sum + to - from, 0);
    expect(length(whole) + length(leftOf(count, whole))).toBeCloseTo(count - 1);
  });

  it.each(SEEDS)("two who draw, rub and undo apart see the same in the end (%i)", (seed) => {
    const next = numbers(seed);
    const [a, b] = [board("a"), board("b")];
    const ids = [stroke(a), stroke(b)];
    exchange(a, b);
    for (let round = 0; round < 3; round += 1) {
      for (const who of [a, b, b, a, a, b]) {
        who.act();
        const id = ids[Math.floor(next() * 2)] as string;
        const act = Math.floor(next() * 6);
        if (act === 0) who.undo();
        else if (act === 1) who.redo();
        else across(who, id, next() * 110 - 5, 2 + next() * 20);
      }
      exchange(a, b);
      exchange(a, b);
      for (const id of ids) {
        expect(a.read(id)).toEqual(b.read(id));
        const left = ends(a, id);
        for (const [order, [start, stop]] of left.entries()) {
          expect(start).toBeLessThan(stop);
          expect(start).toBeGreaterThanOrEqual(left[order - 1]?.[1] ?? 0);
        }
      }
      expect(a.items.size).toBeLessThanOrEqual(ids.length);
    }
  });
});
