import { describe, expect, it } from "vitest";
import { countdown, leftAloud, leftShort, waitShort } from "../../src/desk/countdown";

const FROM = 1_000_000;
const UNTIL = FROM + 20_000;

describe("the time left to answer", () => {
  it("is whole when it starts ringing", () => {
    expect(countdown(FROM, FROM, UNTIL)).toEqual({ seconds: 20, share: 1, halfway: false, over: false });
  });

  it("still says one second until the very end", () => {
    expect(countdown(UNTIL - 1, FROM, UNTIL)).toMatchObject({ seconds: 1, over: false });
    expect(countdown(UNTIL, FROM, UNTIL)).toEqual({ seconds: 0, share: 0, halfway: true, over: true });
  });

  it("is halfway at ten seconds of twenty", () => {
    expect(countdown(FROM + 9_999, FROM, UNTIL).halfway).toBe(false);
    expect(countdown(FROM + 10_000, FROM, UNTIL).halfway).toBe(true);
  });

  it("neither overflows nor goes below zero when a clock is wrong", () => {
    expect(countdown(FROM - 60_000, FROM, UNTIL).share).toBe(1);
    expect(countdown(UNTIL + 60_000, FROM, UNTIL)).toMatchObject({ seconds: 0, share: 0, over: true });
    expect(countdown(FROM, FROM, FROM).over).toBe(true);
  });

  it("is said in words", () => {
    expect(leftShort(12)).toBe("encore 12\u00a0s");
    expect(leftShort(0)).toBe("temps passé");
    expect(leftAloud(10)).toBe("Encore 10 secondes pour répondre.");
    expect(leftAloud(1)).toBe("Encore 1 seconde pour répondre.");
  });
});

describe("a wait", () => {
  it.each([
    [-3, "0\u00a0s"],
    [40.9, "40\u00a0s"],
    [60, "1\u00a0min"],
    [3599, "59\u00a0min"],
    [3900, "1\u00a0h\u00a005"],
  ])("of %f s is said « %s »", (seconds, words) => {
    expect(waitShort(seconds)).toBe(words);
  });
});
