import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { OwnPicture } from "../../src/room/own_picture";
import type { Icons, Slots } from "../../src/room/slots";

class Track extends EventTarget {
  readyState = "live";
  stop(): void {
    this.readyState = "ended";
  }
}

/** A key or a place of the page. */
class Place {
  hidden = false;
  readonly dataset = {};
  setAttribute(): void {}
  getAttribute(): null {
    return null;
  }
}

describe("what is shown of oneself", () => {
  let picture: OwnPicture;
  let camera: Track;
  let screen: Track | null;
  const sent = vi.fn(async (_track: unknown) => undefined);
  const pressed = new Map<string, () => void>();
  const press = async (key: string): Promise<void> => {
    pressed.get(key)?.();
    await new Promise((done) => setTimeout(done));
  };

  beforeEach(async () => {
    sent.mockClear();
    camera = new Track();
    screen = new Track();
    const stream = (track: Track) => ({ getTracks: () => [track], getVideoTracks: () => [track] });
    const devices = {
      getUserMedia: async () => stream(camera),
      getDisplayMedia: async () => {
        if (screen === null) throw new DOMException("closed", "NotAllowedError");
        return stream(screen);
      },
      enumerateDevices: async () => [],
    };
    vi.stubGlobal("navigator", { mediaDevices: devices, userAgent: "" });
    vi.stubGlobal("MediaStream", class {});
    const slots = {
      get: () => new Place(),
      all: () => [],
      on: (name: string, act: (button: unknown) => void) => pressed.set(name, () => act(new Place())),
    };
    picture = new OwnPicture(slots as unknown as Slots, { put: () => undefined } as unknown as Icons, {
      send: sent,
      onCamera: () => undefined,
      changed: () => undefined,
    });
    await press("camera");
  });
  afterEach(() => {
    picture.close();
    vi.unstubAllGlobals();
  });

  test("stays the face when the choice of a screen is closed", async () => {
    screen = null;
    await press("show-screen");
    expect(picture.state).toEqual({ camera: true, shows: "face", held: false });
    expect(camera.readyState).toBe("live");
    expect(sent.mock.lastCall?.[0]).toBe(camera);
  });

  test("is the screen once it is chosen, and the camera goes out", async () => {
    await press("show-screen");
    expect(picture.state).toEqual({ camera: true, shows: "screen", held: false });
    expect(camera.readyState).toBe("ended");
    expect(sent.mock.lastCall?.[0]).toBe(screen);
  });

  test("goes back to nothing when the screen is shared no more, and a choice closed then shows nothing", async () => {
    await press("show-screen");
    await press("show-screen");
    expect(picture.state.camera).toBe(false);
    screen = null;
    await press("show-screen");
    expect(picture.state).toMatchObject({ camera: false });
  });
});
