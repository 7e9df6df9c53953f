import { getStroke } from "perfect-freehand";
import { describe, expect, it } from "vitest";
import { type Edge, GrowingInk, type InkLook, strokeOptions } from "../../src/board/growing_ink";
import type { Point } from "../../src/board/points";

const LOOKS: InkLook[] = [
  { kind: "pen", width: 3.5, pressed: false },
  { kind: "pen", width: 3.5, pressed: true },
  { kind: "marker", width: 20, pressed: false },
];

/** A hand that writes: loops, straight lines, corners, at a changing speed. */
function handwriting(count: number): Point[] {
  const points: Point[] = [];
  let [x, y] = [100, 100];
  for (let step = 0; step < count; step += 1) {
    const angle = step / 7 + (step % 40 === 0 ? 2 : 0);
    const speed = 2 + 3 * Math.abs(Math.sin(step / 11));
    x += 1.2 + speed * Math.cos(angle);
    y += speed * Math.sin(angle);
    points.push({ x, y, pressure: 0.3 + 0.4 * Math.abs(Math.sin(step / 20)) });
  }
  return points;
}

function grown(look: InkLook, points: readonly Point[]): GrowingInk {
  const ink = new GrowingInk(look);
  for (let count = 1; count <= points.length; count += 3) ink.grow(points.slice(0, count));
  ink.grow(points);
  return ink;
}

function whole(look: InkLook, points: readonly Point[]): Edge {
  const triples = points.map(({ x, y, pressure }): [number, number, number] => [x, y, pressure]);
  return getStroke(triples, strokeOptions(look, false)) as [number, number][];
}

/** Nonzero winding, as a canvas fills. */
function inked(edges: readonly Edge[], x: number, y: number): boolean {
  return edges.some((edge) => {
    let winding = 0;
    edge.forEach(([x1, y1], order) => {
      const [x2, y2] = edge[(order + 1) % edge.length] as readonly [number, number];
      if (y1 <= y !== y2 <= y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) winding += y1 <= y ? 1 : -1;
    });
    return winding !== 0;
  });
}

/** Points of a grid of a quarter of a unit that one is on and the other is not, beside those of the first. */
function difference(a: readonly Edge[], b: readonly Edge[]): number {
  const all = a.flat();
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  let [on, apart] = [0, 0];
  for (let x = Math.min(...xs) - 2; x < Math.max(...xs) + 2; x += 0.7)
    for (let y = Math.min(...ys) - 2; y < Math.max(...ys) + 2; y += 0.7) {
      const [here, there] = [inked(a, x, y), inked(b, x, y)];
      if (here) on += 1;
      if (here !== there) apart += 1;
    }
  return apart / on;
}

describe("ink under the hand", () => {
  it.each(LOOKS)("is that of the whole stroke, point after point (%o)", (look) => {
    const points = handwriting(170);
    for (const count of [1, 2, 3, 5, 11, 40, 170]) {
      const some = points.slice(0, count);
      const pieces = grown(look, some).within(null);
      const edges = pieces.map(({ edge }) => edge);
      expect(difference([whole(look, some)], edges), `${count} points`).toBeLessThan(0.03);
    }
  });

  it("changes only near its end, however long it is", () => {
    const points = handwriting(2000);
    const ink = grown(LOOKS[0] as InkLook, points.slice(0, 1990));
    const box = ink.grow(points);
    if (box === null) throw new Error("nothing changed");
    const near = points.slice(-70);
    expect(box.left).toBeGreaterThan(Math.min(...near.map(({ x }) => x)) - 10);
    expect(box.right).toBeLessThan(Math.max(...near.map(({ x }) => x)) + 10);
    expect(ink.within(box).length).toBeLessThan(8);
    expect(ink.within(null).length).toBeGreaterThan(60);
  });

  it("costs as much at the end of a long stroke as at its beginning", () => {
    const points = handwriting(3000);
    const ink = new GrowingInk(LOOKS[0] as InkLook);
    let read = 0;
    const counted = new Proxy(points, {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) read += 1;
        return Reflect.get(target, key) as unknown;
      },
    });
    ink.grow(points.slice(0, 2990));
    ink.grow(counted);
    expect(read).toBeLessThan(30);
  });

  it("says where it changed, so that nothing else is drawn again", () => {
    const points = handwriting(300);
    const ink = new GrowingInk(LOOKS[0] as InkLook);
    for (let count = 1; count <= points.length; count += 1) {
      const before = new Set(ink.within(null));
      const box = ink.grow(points.slice(0, count));
      for (const piece of ink.within(null)) if (!before.has(piece)) expect(ink.within(box)).toContain(piece);
    }
  });
});
