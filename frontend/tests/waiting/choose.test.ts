import { expect, test } from "vitest";
import { isPast } from "../../src/waiting/choose";

test("a call-back time is taken away once it has come, on every clock", () => {
  const at = Date.parse("2026-11-23T17:30:00Z");
  expect(isPast("2026-11-23T17:30:00+00:00", at - 1)).toBe(false);
  expect(isPast("2026-11-23T17:30:00+00:00", at)).toBe(true);
  expect(isPast("2026-11-23T18:30:00+01:00", at)).toBe(true);
});
