import { afterEach, expect, it, vi } from "vitest";
import { LevelMeter } from "../../src/call/meter";

/** A browser that lets a page listen once somebody has made a gesture there: of a finger, when it is lifted. */
class LockedAudio {
  static last: LockedAudio;
  state = "suspended";

  constructor() {
    LockedAudio.last = this;
  }

  async resume(): Promise<void> {
    if (gesture !== "pointerdown") this.state = "running";
    else await new Promise(() => undefined);
  }

  createAnalyser(): object {
    return {};
  }

  createMediaStreamSource(): object {
    return { connect: () => undefined };
  }

  async close(): Promise<void> {
    this.state = "closed";
  }
}

let gesture = "";

afterEach(() => vi.unstubAllGlobals());

it("hears from the end of a touch on, and again after a telephone call stopped it", () => {
  const page = new EventTarget();
  vi.stubGlobal("AudioContext", LockedAudio);
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  const touch = (): void => {
    for (gesture of ["pointerdown", "pointerup", "click"]) page.dispatchEvent(new Event(gesture));
  };
  const meter = new LevelMeter({} as MediaStreamTrack);
  touch();
  expect(LockedAudio.last.state).toBe("running");
  LockedAudio.last.state = "interrupted";
  touch();
  expect(LockedAudio.last.state).toBe("running");
  meter.close();
  touch();
  expect(LockedAudio.last.state).toBe("closed");
});
