import { describe, expect, it } from "vitest";
import { type ChosenStore, choose, chosenDevices } from "../../src/call/chosen";

function store(kept: string | null = null): ChosenStore & { kept: string | null } {
  return {
    kept,
    getItem() {
      return this.kept;
    },
    setItem(_key, value) {
      this.kept = value;
    },
  };
}

describe("the devices chosen on this device", () => {
  it("are remembered one by one, and forgotten for the device’s own", () => {
    const kept = store();
    choose("microphone", "headset", kept);
    choose("speaker", "box", kept);
    expect(chosenDevices(kept)).toEqual({ microphone: "headset", speaker: "box" });
    choose("microphone", "", kept);
    expect(chosenDevices(kept)).toEqual({ speaker: "box" });
  });

  it("are none when what is kept makes no sense, or nothing may be kept", () => {
    for (const kept of ["{", "null", "3", '{"microphone":4,"speaker":"","other":"x"}'])
      expect(chosenDevices(store(kept))).toEqual({});
    expect(chosenDevices(null)).toEqual({});
    expect(choose("camera", "back", null)).toEqual({ camera: "back" });
  });

  it("last as long as the page where the browser refuses to keep them", () => {
    const refusing: ChosenStore = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    };
    expect(choose("camera", "back", refusing)).toEqual({ camera: "back" });
  });
});
