import { afterEach, beforeEach, expect, it, vi } from "vitest";

/** A browser that keeps silent until `allow` is called. */
class LockedAudio extends EventTarget {
  static allowed = false;
  state = "suspended";

  resume(): Promise<void> {
    return LockedAudio.allowed ? Promise.resolve(this.run()) : new Promise(() => undefined);
  }

  private run(): void {
    if (this.state === "running") return;
    this.state = "running";
    this.dispatchEvent(new Event("statechange"));
  }
}

let page: EventTarget;

beforeEach(() => {
  vi.resetModules();
  LockedAudio.allowed = false;
  page = new EventTarget();
  vi.stubGlobal("AudioContext", LockedAudio);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
});

afterEach(() => vi.unstubAllGlobals());

it("is not heard before a gesture, and the page learns when it is", async () => {
  const { armSound, soundAllowed } = await import("../../src/call/sound");
  const changed = vi.fn();
  armSound(changed);
  expect(soundAllowed()).toBe(false);
  LockedAudio.allowed = true;
  page.dispatchEvent(new Event("keydown"));
  expect(soundAllowed()).toBe(true);
  expect(changed).toHaveBeenCalledOnce();
});

it("waits for the finger to be lifted when putting it down is no gesture", async () => {
  const { armSound, soundAllowed } = await import("../../src/call/sound");
  armSound(() => undefined);
  page.dispatchEvent(new Event("pointerdown"));
  expect(soundAllowed()).toBe(false);
  LockedAudio.allowed = true;
  page.dispatchEvent(new Event("pointerup"));
  expect(soundAllowed()).toBe(true);
});
