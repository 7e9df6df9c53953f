import { offerDictation } from "../ask/dictation";
import type { Voice } from "./voice";

/** Saying where it is hard: one button, and what was understood is read back. Speaking again starts afresh. */
export async function offerSaying(
  block: HTMLElement,
  said: HTMLInputElement,
  voice: Promise<Voice | null>,
): Promise<void> {
  const tell = (text: string): void => void voice.then((found) => found?.say(text));
  await offerDictation(block, said, (state) => {
    if (state === "recording") {
      said.value = "";
      void voice.then((found) => found?.hush());
    }
    if (state === "heard")
      tell(
        said.value === ""
          ? "Je n’ai rien entendu. Appuie encore pour parler."
          : `Tu as dit\u00a0: ${said.value}`,
      );
    if (state === "refused") tell("Ton micro est coupé. Pas grave\u00a0: ta photo suffit.");
  });
}
