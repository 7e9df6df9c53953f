import { describe, expect, test } from "vitest";
import { fitting, pinched, toBoard } from "../../src/board/camera";
import { allInSight, held } from "../../src/lesson/moving";

const box = { left: 0, top: 0, right: 800, bottom: 400 };
const size = { width: 400, height: 240 };

describe("the board of a past lesson, moved", () => {
  test("as it opens all is in sight, and stays where it is", () => {
    const camera = fitting(box, size, 20);
    expect(allInSight(camera, box, size)).toBe(true);
    const kept = held(camera, box, size);
    expect([kept.x, kept.y]).toEqual([expect.closeTo(camera.x), expect.closeTo(camera.y)]);
  });

  test("nearer, it goes to each end of what lies on it and no further", () => {
    const near = { x: 0, y: 0, zoom: 2 };
    expect(allInSight(near, box, size)).toBe(false);
    expect(held({ ...near, x: 250, y: 90 }, box, size)).toEqual({ x: 250, y: 90, zoom: 2 });
    expect(held({ ...near, x: -9000, y: -9000 }, box, size)).toEqual({ x: -10, y: -10, zoom: 2 });
    expect(held({ ...near, x: 9000, y: 9000 }, box, size)).toEqual({ x: 610, y: 290, zoom: 2 });
  });

  test("smaller than the screen, all of it stays in sight", () => {
    const far = { x: 5000, y: -5000, zoom: 0.2 };
    expect(allInSight(far, box, size)).toBe(false);
    expect(allInSight(held(far, box, size), box, size)).toBe(true);
  });

  test("two fingers keep under them what they took", () => {
    const camera = { x: 30, y: 40, zoom: 1.5 };
    const [before, at, other] = [
      { x: 100, y: 100 },
      { x: 160, y: 180 },
      { x: 60, y: 50 },
    ];
    const after = pinched(camera, before, at, other);
    expect(after.zoom).toBeGreaterThan(camera.zoom);
    const between = (finger: { x: number; y: number }) => ({
      x: (finger.x + other.x) / 2,
      y: (finger.y + other.y) / 2,
    });
    const [from, to] = [toBoard(camera, between(before)), toBoard(after, between(at))];
    expect([to.x, to.y]).toEqual([expect.closeTo(from.x), expect.closeTo(from.y)]);
  });
});
