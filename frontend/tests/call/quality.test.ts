import { describe, expect, it } from "vitest";
import { grade, type Measure, VideoBrake, word } from "../../src/call/quality";

const GOOD: Measure = { connected: true, loss: 0, roundTrip: 0.05, available: 1_000_000 };

describe("the gauge", () => {
  it.each([
    [GOOD, "bon"],
    [{ ...GOOD, available: null }, "bon"],
    [{ ...GOOD, loss: 0.05 }, "moyen"],
    [{ ...GOOD, roundTrip: 0.5 }, "moyen"],
    [{ ...GOOD, loss: 0.2 }, "faible"],
    [{ ...GOOD, available: 30_000 }, "faible"],
    [{ ...GOOD, connected: false }, "coupé"],
  ] as const)("%j reads « %s »", (measure, expected) => {
    expect(word(grade(measure))).toBe(expected);
  });
});

/** Reads every half-second, and says when something changed. */
function drive(brake: VideoBrake, measure: Measure, from: number, to: number): [number, string][] {
  const changes: [number, string][] = [];
  for (let now = from; now <= to; now += 500) {
    const verdict = brake.read(measure, !brake.stopped, now);
    if (verdict !== "keep") changes.push([now, verdict]);
  }
  return changes;
}

describe("the picture", () => {
  const POOR: Measure = { ...GOOD, available: 100_000 };

  it("stops by itself under 150 kbit/s for 2 s, and comes back 10 s after it is good again", () => {
    const brake = new VideoBrake();
    expect(drive(brake, POOR, 0, 2000)).toEqual([[2000, "stop"]]);
    expect(drive(brake, GOOD, 2500, 13_000)).toEqual([[12_500, "resume"]]);
  });

  it("does not stop for one bad reading", () => {
    const brake = new VideoBrake();
    expect(drive(brake, POOR, 0, 1000)).toEqual([]);
    expect(drive(brake, GOOD, 1500, 2500)).toEqual([]);
    expect(drive(brake, POOR, 3000, 4500)).toEqual([]);
  });

  it("waits longer each time it had to stop", () => {
    const brake = new VideoBrake();
    drive(brake, POOR, 0, 2000);
    expect(drive(brake, GOOD, 2500, 12_500)).toEqual([[12_500, "resume"]]);
    drive(brake, POOR, 13_000, 15_000);
    expect(drive(brake, GOOD, 15_500, 35_500)).toEqual([[35_500, "resume"]]);
  });

  it("stays stopped while packets are lost", () => {
    const brake = new VideoBrake();
    drive(brake, POOR, 0, 2000);
    expect(drive(brake, { ...GOOD, loss: 0.08 }, 2500, 60_000)).toEqual([]);
  });
});
