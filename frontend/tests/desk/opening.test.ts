import { expect, test } from "vitest";
import { Opening } from "../../src/desk/opening";

test("an armed page accepts once, when its countdown is over", () => {
  const opening = new Opening();
  expect([false, true, true].map((over) => opening.isDue(over))).toEqual([false, true, false]);
  opening.line(true);
  expect(opening.isDue(true)).toBe(false);
});

test("where the line is down at that moment it accepts once it is back", () => {
  const opening = new Opening();
  opening.line(false);
  expect(opening.isDue(true)).toBe(false);
  opening.line(true);
  expect(opening.isDue(true)).toBe(true);
});

test("where the line falls on the way of the answer it is said again, and taken once", () => {
  const opening = new Opening();
  expect(opening.isDue(true)).toBe(true);
  opening.line(false);
  opening.line(true);
  expect([true, true].map((over) => opening.isDue(over))).toEqual([true, false]);
});
