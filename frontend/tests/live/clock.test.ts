import { describe, expect, it } from "vitest";
import { ServerClock } from "../../src/live/clock";

const iso = (ms: number): string => new Date(ms).toISOString();

describe("the server's clock", () => {
  it("is the local one until the server has answered", () => {
    const clock = new ServerClock(() => 5000);
    expect(clock.now()).toBe(5000);
    expect(clock.roundTrip).toBeNull();
  });

  it("trusts the quickest answer", () => {
    const clock = new ServerClock(() => 1000);
    clock.observe(iso(101_000), 0, 2000);
    clock.observe(iso(100_010), 0, 20);
    clock.observe(iso(109_000), 0, 3000);
    expect(clock.offset).toBe(100_000);
    expect(clock.roundTrip).toBe(2000);
  });

  it("ignores what is not a time", () => {
    const clock = new ServerClock(() => 1000);
    clock.observe("hier", 0, 20);
    expect(clock.now()).toBe(1000);
  });
});
