import { afterEach, expect, test, vi } from "vitest";
import { Guests } from "../../src/room/guests";
import type { Slots } from "../../src/room/slots";

afterEach(() => vi.unstubAllGlobals());

/** A browser that plays nothing on a page before a tap there. */
class Ear {
  autoplay = false;
  paused = true;
  srcObject: unknown = null;
  readonly dataset = {};
  constructor(private readonly tapped: () => boolean) {}
  async play(): Promise<void> {
    if (!this.tapped()) throw new DOMException("", "NotAllowedError");
    this.paused = false;
  }
}

test.each([
  ["the tap a browser wants", (root: EventTarget) => root.dispatchEvent(new Event("click"))],
  ["a microphone that opens", (_: EventTarget, guests: Guests) => guests.hear()],
])("%s brings the voice of a third person too", async (_, come) => {
  let tapped = false;
  const ears: Ear[] = [];
  vi.stubGlobal("document", {
    createElement: () => {
      const ear = new Ear(() => tapped);
      ears.push(ear);
      return ear;
    },
  });
  const root = Object.assign(new EventTarget(), { append: () => undefined });
  const guests = new Guests({ root, get: () => ({}), on: () => undefined } as unknown as Slots, "1");
  guests.play("2", {} as MediaStream);
  await vi.waitFor(() => expect(ears).toHaveLength(1));
  await Promise.resolve();
  expect(ears[0]?.paused).toBe(true);
  tapped = true;
  come(root, guests);
  await vi.waitFor(() => expect(ears[0]?.paused).toBe(false));
});

test("a guest who could not be seen out is said to be there still", async () => {
  vi.stubGlobal("document", { querySelector: () => null, cookie: "" });
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const said = { textContent: "" };
  const keys = new Map<string, () => void>();
  const slots = {
    root: new EventTarget(),
    get: (name: string) => (name === "guests-said" ? said : { dataset: {} }),
    on: (name: string, act: () => void) => keys.set(name, act),
  };
  new Guests(slots as unknown as Slots, "1");
  keys.get("see-out")?.();
  await vi.waitFor(() => expect(said.textContent).toContain("Ce n’est pas fait"));
});
