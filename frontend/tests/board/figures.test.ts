import { describe, expect, it } from "vitest";
import { arrowHead, inkLine, secondEnd } from "../../src/board/figures";
import { touches } from "../../src/board/geometry";

const ORIGIN = { x: 10, y: 10 };

describe("the second end", () => {
  it.each([
    ["nearly level", { x: 210, y: 15 }, { x: 210, y: 10 }],
    ["nearly upright", { x: 15, y: -190 }, { x: 10, y: -190 }],
    ["plainly sloping", { x: 110, y: 60 }, { x: 110, y: 60 }],
  ])("of a line %s", (_, hand, end) => {
    const { x, y } = secondEnd("line", ORIGIN, hand, false);
    expect(x).toBeCloseTo(end.x, 6);
    expect(y).toBeCloseTo(end.y, 6);
  });

  it("turns by steps of 15 degrees with Shift, as far as the hand went that way", () => {
    for (let degrees = 0; degrees < 360; degrees += 7) {
      const angle = (degrees * Math.PI) / 180;
      const hand = { x: 10 + 100 * Math.cos(angle), y: 10 + 100 * Math.sin(angle) };
      const end = secondEnd("arrow", ORIGIN, hand, true);
      const turned = (Math.atan2(end.y - 10, end.x - 10) * 180) / Math.PI / 15;
      expect(Math.abs(turned - Math.round(turned))).toBeLessThan(1e-6);
      expect(Math.hypot(end.x - 10, end.y - 10)).toBeGreaterThan(98);
    }
  });

  it("makes a square or a circle with Shift, whichever way the hand went", () => {
    for (const [x, y] of [
      [60, 30],
      [-60, 30],
      [60, -30],
      [-20, -70],
    ] as const) {
      const end = secondEnd("ellipse", ORIGIN, { x, y }, true);
      expect(Math.abs(end.x - 10)).toBe(Math.abs(end.y - 10));
      expect(Math.sign(end.x - 10)).toBe(Math.sign(x - 10));
      expect(Math.sign(end.y - 10)).toBe(Math.sign(y - 10));
    }
    expect(secondEnd("rectangle", ORIGIN, { x: 60, y: 30 }, false)).toEqual({ x: 60, y: 30 });
  });
});

describe("the ink", () => {
  const ends = { from: { x: 0, y: 0 }, to: { x: 100, y: 60 } };

  it("of a rectangle is its sides, not what it surrounds", () => {
    const line = inkLine({ kind: "rectangle", ...ends });
    const at = (x: number, y: number): boolean => touches(line, { x, y }, { x, y }, 2);
    expect(at(50, 0)).toBe(true);
    expect(at(0, 30)).toBe(true);
    expect(at(50, 30)).toBe(false);
  });

  it("of an ellipse is on the ellipse", () => {
    for (const { x, y } of inkLine({ kind: "ellipse", ...ends }))
      expect(((x - 50) / 50) ** 2 + ((y - 30) / 30) ** 2).toBeCloseTo(1, 9);
  });

  it("of an arrow's head is no longer than its shaft", () => {
    for (const end of arrowHead({ x: 0, y: 0 }, { x: 3, y: 0 }, 20))
      expect(Math.hypot(end.x - 3, end.y)).toBeLessThanOrEqual(3 + 1e-9);
  });
});
