import { describe, expect, it } from "vitest";
import { closedAt } from "../../src/desk/hours";

const TIMES = [
  { from: "2026-11-26T15:00:00+00:00", to: "2026-11-26T16:00:00+00:00", said: "Fermé jusqu’à 17\u00a0h" },
  {
    from: "2026-11-26T20:00:00+01:00",
    to: "2026-11-27T00:00:00+01:00",
    said: "Fermé jusqu’à demain, 17\u00a0h",
  },
];
const at = (iso: string): string | null => closedAt(TIMES, Date.parse(iso));

describe("the opening hours of the desk", () => {
  it("are closed from the first moment of a closing to the one before its last", () => {
    expect(at("2026-11-26T15:00:00Z")).toBe("Fermé jusqu’à 17\u00a0h");
    expect(at("2026-11-26T15:59:59Z")).toBe("Fermé jusqu’à 17\u00a0h");
    expect(at("2026-11-26T16:00:00Z")).toBeNull();
    expect(at("2026-11-26T18:59:59Z")).toBeNull();
    expect(at("2026-11-26T19:00:00Z")).toBe("Fermé jusqu’à demain, 17\u00a0h");
  });

  it("are open once the page knows no more", () => {
    expect(at("2026-12-25T12:00:00Z")).toBeNull();
    expect(closedAt([], 0)).toBeNull();
  });
});
