/**
 * Reading aloud for who does not read yet, with a French voice of the device itself: nothing is sent
 * away. Without one, the buttons that would speak stay hidden.
 */
const VOICES_WITHIN_MS = 2500;

export type Speaker = Pick<
  SpeechSynthesis,
  "getVoices" | "speak" | "cancel" | "addEventListener" | "removeEventListener"
>;

/** The first French voice that works without the network: France's own before others. */
export function pickFrench(voices: readonly SpeechSynthesisVoice[]): SpeechSynthesisVoice | null {
  const here = voices.filter((voice) => voice.localService && /^fr\b/i.test(voice.lang.replace("_", "-")));
  return here.find((voice) => /fr[-_]FR/i.test(voice.lang)) ?? here[0] ?? null;
}

/** Browsers list their voices late: waits for them a moment. */
export function frenchVoice(
  speaker: Speaker | undefined = globalThis.speechSynthesis,
): Promise<SpeechSynthesisVoice | null> {
  if (speaker === undefined) return Promise.resolve(null);
  const found = pickFrench(speaker.getVoices());
  if (found !== null) return Promise.resolve(found);
  return new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      speaker.removeEventListener("voiceschanged", look);
      done(pickFrench(speaker.getVoices()));
    };
    const look = (): void => {
      if (pickFrench(speaker.getVoices()) !== null) end();
    };
    const timer = setTimeout(end, VOICES_WITHIN_MS);
    speaker.addEventListener("voiceschanged", look);
  });
}

export class Voice {
  constructor(
    private readonly speaker: Speaker,
    private readonly voice: SpeechSynthesisVoice,
  ) {}

  say(text: string): void {
    this.speaker.cancel();
    this.sayNext(text);
  }

  /** Once what is being said is over. */
  sayNext(text: string): void {
    const words = new SpeechSynthesisUtterance(text);
    words.voice = this.voice;
    words.lang = this.voice.lang;
    words.rate = 0.9;
    this.speaker.speak(words);
  }

  hush(): void {
    this.speaker.cancel();
  }
}

/** Makes every `[data-speak]` button speak (`data-at-once`: now too), or hides them all when the device has no French voice. */
export async function giveVoice(page: ParentNode = document): Promise<Voice | null> {
  const french = await frenchVoice();
  const voice = french && new Voice(speechSynthesis, french);
  for (const button of page.querySelectorAll<HTMLElement>("button[data-speak][type=button]")) {
    button.hidden = voice === null;
    button.addEventListener("click", () => voice?.say(button.dataset.speak ?? ""));
    if (button.dataset.atOnce !== undefined) voice?.say(button.dataset.speak ?? "");
  }
  return voice;
}
