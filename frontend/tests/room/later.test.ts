import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { comeAhead, formulasAhead, Later } from "../../src/room/later";

/** A button, as far as presses go. */
class Button extends EventTarget {
  click(): void {
    this.dispatchEvent(new Event("click"));
  }
}

function slow(): { load: () => Promise<string>; come(): void; fail(): void; asked(): number } {
  const waiting: { come: (part: string) => void; fail: (problem: Error) => void }[] = [];
  return {
    load: () => new Promise((come, fail) => waiting.push({ come, fail })),
    come: () => waiting.at(-1)?.come("the tool"),
    fail: () => waiting.at(-1)?.fail(new Error("no network")),
    asked: () => waiting.length,
  };
}

describe("a part of the room that comes later", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("comes once, whoever asks", async () => {
    const network = slow();
    const part = new Later(network.load);
    const [first, second] = [part.get(), part.get()];
    expect(part.here).toBeNull();
    network.come();
    expect(await first).toBe("the tool");
    expect(await second).toBe("the tool");
    expect(network.asked()).toBe(1);
  });

  it("is said to be on its way when it is slow, and no more once it is there", async () => {
    const network = slow();
    const said: (string | null)[] = [];
    const part = new Later(network.load, (words) => said.push(words));
    const asked = part.get();
    expect(said).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    expect(said).toEqual(["Un instant, l’outil arrive…"]);
    network.come();
    await asked;
    expect(said.at(-1)).toBeNull();
  });

  it("says why it did not come, and is asked for again", async () => {
    const network = slow();
    const said: (string | null)[] = [];
    const part = new Later(network.load, (words) => said.push(words));
    const asked = part.get();
    network.fail();
    expect(await asked).toBeNull();
    expect(said).toEqual(["L’outil n’est pas arrivé. Il faut le réseau pour la première fois."]);
    const again = part.get();
    network.come();
    expect(await again).toBe("the tool");
    expect(said.at(-1)).toBeNull();
  });

  it("is pressed again once it has come, once however often it was pressed, and then at each press", async () => {
    const network = slow();
    const button = new Button();
    let done = 0;
    const part = new Later(async () => {
      await network.load();
      button.addEventListener("click", () => {
        done += 1;
      });
    });
    part.pressedBy([button as unknown as HTMLElement]);
    button.click();
    button.click();
    network.come();
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toBe(1);
    button.click();
    expect(done).toBe(2);
  });

  it("comes by itself once the room is at rest, says nothing of a network that fails, and is tried again", async () => {
    const network = slow();
    const said: (string | null)[] = [];
    const part = new Later(network.load, (words) => said.push(words));
    comeAhead([part]);
    await vi.advanceTimersByTimeAsync(9000);
    expect(network.asked()).toBe(0);
    await vi.advanceTimersByTimeAsync(2000);
    network.fail();
    await vi.advanceTimersByTimeAsync(0);
    expect(said).toEqual([]);
    comeAhead([part]);
    await vi.advanceTimersByTimeAsync(11_000);
    network.come();
    await vi.advanceTimersByTimeAsync(0);
    expect(part.here).toBe("the tool");
  });
});

describe("what sets formulas", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it.each([
    ["mathematics", { subject: "MAT" }, undefined, true],
    ["physics", { subject: "PC" }, undefined, true],
    ["French", { subject: "FRA" }, undefined, false],
    ["mathematics of the smallest", { subject: "MAT", little: "" }, undefined, false],
    ["a device that counts its bytes", { subject: "MAT" }, true, false],
  ])("comes ahead or not: %s", (_, data, saveData, comes) => {
    vi.stubGlobal("navigator", { connection: { saveData } });
    expect(formulasAhead(data)).toBe(comes);
  });
});
