import { describe, expect, test } from "vitest";
import { fromTo, isStale, progress, quartersBetween, stretched } from "../../src/staff/rota";

const told = (state: string) =>
  ({ type: "rotas", rotas: [{ week: "2026-11-23", state, step: "", share: 0 }], absent: [] }) as const;

describe("a page of a rota", () => {
  test.each([
    ["asked", "running", false],
    ["running", "draft", true],
    ["running", "failed", true],
    ["draft", "draft", false],
    ["draft", "published", true],
    ["draft", "asked", true],
    ["", "asked", true],
  ])("that shows « %s » while it is « %s »: stale %s", (shown, state, stale) => {
    expect(isStale(told(state), "2026-11-23", shown)).toBe(stale);
  });

  test("of another week is not", () => {
    expect(isStale(told("draft"), "2026-11-30", "running")).toBe(false);
  });

  test("says the step and the share", () => {
    expect(progress({ week: "", state: "running", step: "premier jet", share: 0.416 })).toEqual({
      step: "Premier jet",
      percent: "42\u00a0%",
    });
    expect(progress({ week: "", state: "asked", step: "", share: 0 }).step).toBe(
      "La recherche va commencer…",
    );
  });
});

describe("a finger on the drawing", () => {
  test.each([
    [0, 0, [68, 69]],
    [99, 50, [74, 80]],
    [-20, 400, [68, 80]],
  ])("from %i to %i of 100", (a, b, quarters) => {
    expect(quartersBetween(a, b, 100, 68, 80)).toEqual(quarters);
  });

  test.each([
    [66, 73, "16\u00a0h\u00a030 – 18\u00a0h\u00a015"],
    [68, 96, "17\u00a0h – 24\u00a0h"],
  ])("from %i to %i is said as the page does", (first, after, words) => {
    expect(fromTo(first, after)).toBe(words);
  });

  test("never drags a shift through its other end, nor to a length no shift has", () => {
    const dragged = (end: "first" | "after", to: number) => stretched([68, 76], end, to, [6, 16]);
    expect(dragged("after", 75)).toEqual([68, 75]);
    expect(dragged("after", 60)).toEqual([68, 74]);
    expect(dragged("after", 96)).toEqual([68, 84]);
    expect(dragged("first", 90)).toEqual([70, 76]);
    expect(dragged("first", 40)).toEqual([60, 76]);
  });
});
