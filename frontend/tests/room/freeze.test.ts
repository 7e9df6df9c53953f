import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { laid, type Put } from "../../src/room/file_keys";
import { Freeze } from "../../src/room/freeze";
import type { Slots } from "../../src/room/slots";

describe("a picture on its way to the board", () => {
  const picture = new File(["jpeg"], "cahier.jpg");
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function network(...answers: Put[]) {
    const tries: [File, boolean][] = [];
    const put = async (file: File, again: boolean): Promise<Put> => {
      tries.push([file, again]);
      return answers.shift() ?? "laid";
    };
    return { tries, put, mayWrite: () => true };
  }

  test("is kept and sent again until it lies on the board, and said once", async () => {
    const needs = network("lost", "lost", "laid");
    const done = laid(picture, needs);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await done).toBe(true);
    expect(needs.tries).toEqual([
      [picture, false],
      [picture, true],
      [picture, true],
    ]);
  });

  test("refused, it is not sent again, and filming goes on", async () => {
    const needs = network("refused");
    expect(await laid(picture, needs)).toBe(false);
    expect(needs.tries).toHaveLength(1);
  });

  test("once the lesson is over, nothing is sent", async () => {
    const needs = { ...network("lost"), mayWrite: vi.fn().mockReturnValueOnce(true).mockReturnValue(false) };
    const done = laid(picture, needs);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await done).toBe(false);
    expect(needs.tries).toHaveLength(1);
  });
});

describe("a film that is over before its first picture came", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("gives its key back, and freezes nothing of the next one", async () => {
    const video = Object.assign(new EventTarget(), {
      videoWidth: 0,
      pause: vi.fn(),
      play: async () => undefined,
    });
    const key = { disabled: false };
    const keys = new Map<string, (button: unknown) => void>();
    const slots = {
      get: () => video,
      on: (name: string, act: (button: unknown) => void) => keys.set(name, act),
    };
    const put = vi.fn();
    new Freeze(slots as unknown as Slots, { put, mayWrite: () => true, stop: () => undefined });
    keys.get("freeze-remote")?.(key);
    expect(key.disabled).toBe(true);
    await vi.advanceTimersByTimeAsync(6000);
    expect(key.disabled).toBe(false);
    video.videoWidth = 640;
    video.dispatchEvent(new Event("resize"));
    await vi.advanceTimersByTimeAsync(0);
    expect(video.pause).not.toHaveBeenCalled();
    expect(put).not.toHaveBeenCalled();
  });
});

describe("a picture that reaches the board once something else is filmed", () => {
  afterEach(() => vi.unstubAllGlobals());

  test.each([
    ["stops the film it was taken of", false, 1],
    ["leaves another alone", true, 0],
  ])("%s", async (_, isAnother, stopped) => {
    vi.stubGlobal("document", {
      createElement: () => ({
        getContext: () => ({ drawImage: () => undefined }),
        toBlob: (done: (blob: Blob) => void) => done(new Blob(["jpeg"])),
      }),
    });
    const video = Object.assign(new EventTarget(), {
      videoWidth: 640,
      videoHeight: 480,
      srcObject: "a notebook",
      pause: () => undefined,
      play: async () => undefined,
    });
    const keys = new Map<string, (button: unknown) => void>();
    const slots = {
      get: () => video,
      on: (name: string, act: (button: unknown) => void) => keys.set(name, act),
    };
    let lies: (put: Put) => void = () => undefined;
    const put = vi.fn(() => new Promise<Put>((done) => (lies = done)));
    const stop = vi.fn();
    new Freeze(slots as unknown as Slots, { put, mayWrite: () => true, stop });
    const key = { disabled: false };
    keys.get("freeze-self")?.(key);
    await vi.waitFor(() => expect(put).toHaveBeenCalled());
    if (isAnother) video.srcObject = "a face";
    lies("laid");
    await vi.waitFor(() => expect(key.disabled).toBe(false));
    expect(stop).toHaveBeenCalledTimes(stopped);
  });
});
