import { beforeEach, describe, expect, it } from "vitest";
import { Recovery, type Remedy } from "../../src/call/recovery";

let recovery: Recovery;
let bytes: number;
beforeEach(() => {
  recovery = new Recovery(0);
  bytes = 0;
});

/** Reads every half-second over [from, to], and says when something was done about it. */
function watch(
  state: RTCPeerConnectionState,
  from: number,
  to: number,
  flowing: boolean,
): [number, Remedy][] {
  const done: [number, Remedy][] = [];
  for (let now = from; now <= to; now += 500) {
    if (flowing) bytes += 100;
    const remedy = recovery.read({ state, bytes }, now);
    if (remedy !== "none") done.push([now, remedy]);
  }
  return done;
}

describe("a call", () => {
  it("that works is left alone", () => {
    expect(watch("connected", 0, 60_000, true)).toEqual([]);
  });

  it("that failed is restarted at once", () => {
    watch("connected", 0, 5000, true);
    expect(watch("failed", 5500, 5500, false)).toEqual([[5500, "restart"]]);
  });

  it("disconnected for 1.5 s is restarted", () => {
    watch("connected", 0, 5000, true);
    expect(watch("disconnected", 5500, 7000, false)).toEqual([[7000, "restart"]]);
  });

  it("disconnected for a moment is left alone", () => {
    watch("connected", 0, 5000, true);
    expect(watch("disconnected", 5500, 6500, false)).toEqual([]);
    expect(watch("connected", 7000, 9000, true)).toEqual([]);
    expect(watch("disconnected", 9500, 10_500, false)).toEqual([]);
  });

  it("connected but silent for 1.5 s is restarted, once", () => {
    watch("connected", 0, 5000, true);
    expect(watch("connected", 5500, 30_000, false)).toEqual([[6500, "restart"]]);
  });

  it("that never received anything is not restarted for being silent (no microphone over there)", () => {
    expect(watch("connected", 0, 30_000, false)).toEqual([]);
  });

  it("not connected after 8 s is rebuilt, then again 8 s later", () => {
    expect(watch("connecting", 0, 17_000, false)).toEqual([
      [8000, "rebuild"],
      [16_000, "rebuild"],
    ]);
  });

  it("that a restart did not mend is restarted every 3 s, then rebuilt", () => {
    watch("connected", 0, 5000, true);
    expect(watch("failed", 5500, 13_500, false)).toEqual([
      [5500, "restart"],
      [8500, "restart"],
      [11_500, "restart"],
      [13_500, "rebuild"],
    ]);
  });
});
