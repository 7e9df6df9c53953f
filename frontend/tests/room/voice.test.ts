import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Mesh } from "../../src/call/mesh";
import type { Icons, Slots } from "../../src/room/slots";
import { Voice } from "../../src/room/voice";

/** Any element of the page: every method does nothing, every property is another such element. */
function anything(): HTMLElement {
  const does: unknown = new Proxy(() => anything(), {
    get: (_, name) => (name === Symbol.toPrimitive ? () => "" : name === "then" ? undefined : does),
    set: () => true,
    apply: () => does,
  });
  return does as HTMLElement;
}

class Track extends EventTarget {
  enabled = true;
  readyState = "live";
  stop(): void {
    this.readyState = "ended";
  }
}

/** A browser that asks before it gives a microphone. */
class Asked {
  readonly tracks: Track[] = [];
  private readonly waiting: ((stream: unknown) => void)[] = [];

  /** What is plugged in. */
  microphones = 1;
  refused = false;
  /** Another program has it. */
  taken = false;

  getUserMedia(): Promise<unknown> {
    if (this.taken) return Promise.reject(new DOMException("", "NotReadableError"));
    if (this.refused) return Promise.reject(new DOMException("", "NotAllowedError"));
    if (this.microphones === 0) return Promise.reject(new DOMException("", "NotFoundError"));
    return new Promise((give) => this.waiting.push(give));
  }

  /** « Autoriser », as often as it asked. */
  async allow(): Promise<void> {
    for (const give of this.waiting.splice(0)) {
      const track = new Track();
      this.tracks.push(track);
      give({ getTracks: () => [track] });
    }
    await vi.advanceTimersByTimeAsync(1);
  }

  get live(): number {
    return this.tracks.filter((track) => track.readyState === "live").length;
  }
}

describe("the microphone of a lesson", () => {
  let asked: Asked;
  let plugs: EventTarget;
  let page: EventTarget;
  let permission: EventTarget & { state: string };
  let voice: Voice;
  const pressed = new Map<string, () => void>();

  beforeEach(() => {
    vi.useFakeTimers();
    asked = new Asked();
    plugs = new EventTarget();
    const devices = Object.assign(plugs, {
      getUserMedia: () => asked.getUserMedia(),
      enumerateDevices: async () => [],
    });
    permission = Object.assign(new EventTarget(), { state: "prompt" });
    const permissions = { query: async () => permission };
    vi.stubGlobal("navigator", { mediaDevices: devices, permissions, userAgent: "" });
    page = new EventTarget();
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
    const slots = {
      root: anything(),
      get: anything,
      find: anything,
      all: () => [],
      on: (name: string, act: (button: HTMLElement) => void) => pressed.set(name, () => act(anything())),
    };
    const call = { setVoice: async () => undefined, setPicture: async () => undefined, level: 0 };
    const handlers = {
      onMedia: () => undefined,
      onSpeaking: () => undefined,
      onMicrophone: () => undefined,
      onCamera: () => undefined,
    };
    voice = new Voice(
      slots as unknown as Slots,
      anything() as unknown as Icons,
      call as unknown as Mesh,
      handlers,
    );
  });
  afterEach(() => {
    voice.close();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  test("does not open once the lesson is over, whenever it was allowed", async () => {
    void voice.openMicrophone();
    voice.close();
    await asked.allow();
    expect(asked.tracks).toHaveLength(1);
    expect(asked.live).toBe(0);
  });

  test("is one, however often its key was pressed while the browser asked", async () => {
    pressed.get("mic")?.();
    pressed.get("mic")?.();
    await asked.allow();
    expect(asked.tracks).toHaveLength(2);
    expect(asked.live).toBe(1);
    voice.close();
    expect(asked.live).toBe(0);
  });

  test("opened by the check of the sound beside another is the only one, and none once the lesson is over", async () => {
    void voice.openMicrophone();
    const checked = voice.microphone();
    await asked.allow();
    const { track } = await checked;
    if (track === null) throw new Error("the microphone was allowed");
    await voice.release(track);
    expect(asked.live).toBe(1);
    expect(voice.media.mic).toBe(true);
    const late = voice.chose("microphone");
    voice.close();
    await asked.allow();
    await late;
    expect(asked.live).toBe(0);
  });

  test("stays muted whichever microphone is open, until its key opens it again", async () => {
    void voice.openMicrophone();
    await asked.allow();
    pressed.get("mic")?.();
    expect(voice.media.mic).toBe(false);
    const unplugged = asked.tracks[0] as Track;
    unplugged.stop();
    unplugged.dispatchEvent(new Event("ended"));
    await asked.allow();
    expect([asked.live, voice.media.mic]).toEqual([1, false]);
    const another = voice.chose("microphone");
    await asked.allow();
    await another;
    expect([asked.live, voice.media.mic]).toEqual([1, false]);
    expect(await voice.microphone()).toEqual({ track: null, refusal: "muted" });
    pressed.get("mic")?.();
    expect(voice.media.mic).toBe(true);
  });

  test("unplugged, opens again once one is plugged in, and never after the lesson", async () => {
    void voice.openMicrophone();
    await asked.allow();
    const unplugged = asked.tracks[0] as Track;
    asked.microphones = 0;
    unplugged.stop();
    unplugged.dispatchEvent(new Event("ended"));
    plugs.dispatchEvent(new Event("devicechange"));
    await asked.allow();
    expect([asked.live, voice.media.mic]).toEqual([0, false]);
    asked.microphones = 1;
    plugs.dispatchEvent(new Event("devicechange"));
    await asked.allow();
    expect([asked.live, voice.media.mic]).toEqual([1, true]);
    // One that works is left alone.
    plugs.dispatchEvent(new Event("devicechange"));
    await asked.allow();
    expect(asked.tracks).toHaveLength(2);
    asked.microphones = 0;
    (asked.tracks[1] as Track).stop();
    (asked.tracks[1] as Track).dispatchEvent(new Event("ended"));
    await asked.allow();
    voice.close();
    asked.microphones = 1;
    plugs.dispatchEvent(new Event("devicechange"));
    await asked.allow();
    expect(asked.tracks).toHaveLength(2);
  });

  test("that another program had opens once one is back on the page and it is free", async () => {
    asked.taken = true;
    await voice.openMicrophone();
    page.dispatchEvent(new Event("focus"));
    await asked.allow();
    expect(voice.media.mic).toBe(false);
    asked.taken = false;
    page.dispatchEvent(new Event("focus"));
    await asked.allow();
    expect([asked.live, voice.media.mic]).toEqual([1, true]);
    page.dispatchEvent(new Event("focus"));
    await asked.allow();
    expect(asked.tracks).toHaveLength(1);
  });

  test("refused, opens once it is allowed in the settings of the browser, and only then", async () => {
    asked.refused = true;
    void voice.openMicrophone();
    await asked.allow();
    plugs.dispatchEvent(new Event("devicechange"));
    permission.state = "denied";
    permission.dispatchEvent(new Event("change"));
    asked.refused = false;
    await asked.allow();
    expect(asked.tracks).toHaveLength(0);
    permission.state = "granted";
    permission.dispatchEvent(new Event("change"));
    await asked.allow();
    expect([asked.live, voice.media.mic]).toEqual([1, true]);
    // It works: allowed once more, it is left alone.
    permission.dispatchEvent(new Event("change"));
    await asked.allow();
    expect(asked.tracks).toHaveLength(1);
  });

  test("muted before it was allowed, as on another device, opens muted", async () => {
    void voice.openMicrophone();
    voice.mute(true);
    await asked.allow();
    expect([asked.live, voice.media.mic, voice.media.muted]).toEqual([1, false, true]);
    expect(asked.tracks[0]?.enabled).toBe(false);
    pressed.get("mic")?.();
    expect([voice.media.mic, voice.media.muted]).toEqual([true, false]);
  });
});

describe("a speaker chosen in mid-call", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("is that of a third person's voice too", async () => {
    vi.stubGlobal("navigator", { userAgent: "" });
    vi.stubGlobal("addEventListener", () => undefined);
    const ears = [0, 1].map(() => ({ setSinkId: vi.fn(async () => undefined) }));
    const slots = {
      root: anything(),
      get: (name: string) => (name === "voice" ? Object.assign(new EventTarget(), ears[0]) : anything()),
      find: anything,
      all: (selector: string) => (selector === "audio" ? ears : []),
      on: () => undefined,
    };
    const voice = new Voice(
      slots as unknown as Slots,
      anything() as unknown as Icons,
      { setVoice: async () => undefined, setPicture: async () => undefined, level: 0 } as unknown as Mesh,
      {
        onMedia: () => undefined,
        onSpeaking: () => undefined,
        onMicrophone: () => undefined,
        onCamera: () => undefined,
      },
    );
    await voice.chose("speaker");
    for (const ear of ears) expect(ear.setSinkId).toHaveBeenCalledOnce();
    voice.close();
  });
});

describe("a voice the browser plays only after a tap", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("asks for one tap, and holds no other back if it brought nothing", async () => {
    vi.stubGlobal("navigator", { userAgent: "" });
    vi.stubGlobal("addEventListener", () => undefined);
    vi.stubGlobal("document", { readyState: "complete" });
    let plays = false;
    let refusal = "NotAllowedError";
    const voiced = Object.assign(new EventTarget(), {
      srcObject: null,
      paused: true,
      play: async () => {
        if (!plays) throw new DOMException("", refusal);
        voiced.paused = false;
      },
    });
    const hear = { hidden: true };
    const root = new EventTarget();
    const slots = {
      root,
      get: (name: string) => (name === "hear" ? hear : name === "voice" ? voiced : anything()),
      find: anything,
      all: () => [],
      on: () => undefined,
    };
    const voice = new Voice(
      slots as unknown as Slots,
      anything() as unknown as Icons,
      { setVoice: async () => undefined, setPicture: async () => undefined, level: 0 } as unknown as Mesh,
      {
        onMedia: () => undefined,
        onSpeaking: () => undefined,
        onMicrophone: () => undefined,
        onCamera: () => undefined,
      },
    );
    const tap = async (): Promise<void> => {
      root.dispatchEvent(new Event("click"));
      await Promise.resolve();
      await Promise.resolve();
    };
    voice.play({} as MediaStream);
    await vi.waitFor(() => expect(hear.hidden).toBe(false));
    expect(voice.wantsTap).toBe(true);
    await tap();
    expect([hear.hidden, voice.wantsTap]).toEqual([false, false]);
    plays = true;
    await tap();
    expect(hear.hidden).toBe(true);
    const pause = async (): Promise<void> => {
      voiced.paused = true;
      voiced.dispatchEvent(new Event("pause"));
      await Promise.resolve();
      await Promise.resolve();
    };
    // Paused by the system, it plays again by itself where it may, or asks for a tap once more.
    await pause();
    expect([voiced.paused, hear.hidden]).toEqual([false, true]);
    plays = false;
    refusal = "AbortError";
    await pause();
    expect(hear.hidden).toBe(true);
    refusal = "NotAllowedError";
    await pause();
    expect([voiced.paused, hear.hidden]).toEqual([true, false]);
    plays = true;
    voice.again();
    await Promise.resolve();
    await Promise.resolve();
    expect([voiced.paused, hear.hidden]).toEqual([false, true]);
    voice.close();
  });
});
