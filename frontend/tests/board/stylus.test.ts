import { describe, expect, test } from "vitest";
import { isPalm, Stylus } from "../../src/board/stylus";

describe("a palm", () => {
  test("is wide, or much wider than the finger beside it", () => {
    expect(isPalm(71)).toBe(true);
    expect(isPalm(44)).toBe(false);
    expect(isPalm(44, 20)).toBe(true);
    expect(isPalm(20, 44)).toBe(false);
  });

  test.each([
    [22, 22],
    [34, 20],
    [44, 30],
    [1, 1],
  ])("two fingers of %s and %s px pinch", (one, other) => {
    expect(isPalm(one, other) || isPalm(other, one)).toBe(false);
  });
});

describe("a stylus", () => {
  test("writes alone while it is there, and a minute after", () => {
    const stylus = new Stylus();
    expect(stylus.writes(0)).toBe(false);
    stylus.heard(1000);
    expect([stylus.near(1400), stylus.near(1600)]).toEqual([true, false]);
    expect([stylus.writes(1600), stylus.writes(60_900), stylus.writes(61_000)]).toEqual([true, true, false]);
  });

  test("laid down by choice, it leaves the sheet to fingers until it comes back", () => {
    const stylus = new Stylus();
    stylus.heard(1000);
    stylus.laidDown();
    expect([stylus.writes(1001), stylus.near(1001)]).toEqual([false, false]);
    stylus.heard(2000);
    expect(stylus.writes(2001)).toBe(true);
  });
});
