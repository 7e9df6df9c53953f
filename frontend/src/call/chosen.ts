import { deviceStorage } from "../live/device_storage";

/** Which microphone, speaker and camera this person chose, remembered on this device and nowhere else. */
export type Kind = "microphone" | "speaker" | "camera";

export type Chosen = Readonly<Partial<Record<Kind, string>>>;

export interface ChosenStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const KEY = "declic-devices";
const KINDS: readonly Kind[] = ["microphone", "speaker", "camera"];

export function chosenDevices(store: ChosenStore | null = deviceStorage()): Chosen {
  try {
    const said: unknown = JSON.parse(store?.getItem(KEY) ?? "{}");
    if (typeof said !== "object" || said === null) return {};
    const entries = Object.entries(said).filter(
      ([kind, id]) => KINDS.some((known) => known === kind) && typeof id === "string" && id !== "",
    );
    return Object.fromEntries(entries) as Chosen;
  } catch {
    return {};
  }
}

/** An empty `id` goes back to the device's own choice. */
export function choose(kind: Kind, id: string, store: ChosenStore | null = deviceStorage()): Chosen {
  const { [kind]: _, ...others } = chosenDevices(store);
  const chosen: Chosen = id === "" ? others : { ...others, [kind]: id };
  try {
    store?.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // A private window may refuse: the choice lasts as long as the page.
  }
  return chosen;
}
