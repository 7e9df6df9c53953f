/**
 * Saying it rather than typing it, only where the device itself turns speech into words: a child's
 * voice is sent to nobody and kept nowhere. Elsewhere the button does not exist.
 */
interface Heard {
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
  readonly resultIndex: number;
}

interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  processLocally: boolean;
  onresult: ((event: Heard) => void) | null;
  onend: (() => void) | null;
  onerror: ((event: { readonly error: string }) => void) | null;
  start(): void;
  stop(): void;
}

interface RecognitionMaker {
  new (): Recognition;
  available?(options: { langs: string[]; processLocally: boolean }): Promise<string>;
}

const LANGUAGE = "fr-FR";

/** The browser's recogniser if it works without sending the voice away, else null. */
export async function localRecognition(scope: object = globalThis): Promise<RecognitionMaker | null> {
  const maker = (scope as { SpeechRecognition?: RecognitionMaker }).SpeechRecognition;
  if (maker?.available === undefined) return null;
  try {
    const answer = await maker.available({ langs: [LANGUAGE], processLocally: true });
    return answer === "available" ? maker : null;
  } catch {
    return null;
  }
}

/** Shows `block` (`.say`) when dictation is possible, and types what is said into `sheet`; `moved` hears each state. */
export async function offerDictation(
  block: HTMLElement,
  sheet: HTMLTextAreaElement | HTMLInputElement,
  moved: (state: string) => void = () => undefined,
): Promise<void> {
  const maker = await localRecognition();
  if (maker === null) return;
  block.hidden = false;
  let listening: Recognition | null = null;
  const become = (state: string): void => {
    block.dataset.state = state;
    moved(state);
  };
  block.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).closest("button") === null) return;
    if (listening !== null) {
      listening.stop();
      return;
    }
    const ear = new maker();
    ear.lang = LANGUAGE;
    ear.continuous = true;
    ear.interimResults = false;
    ear.processLocally = true;
    ear.onresult = ({ results, resultIndex }) => {
      for (let at = resultIndex; at < results.length; at += 1) {
        const said = results[at]?.[0]?.transcript.trim() ?? "";
        if (said === "") continue;
        sheet.value = sheet.value === "" ? said : `${sheet.value.trimEnd()} ${said}`;
        sheet.dispatchEvent(new Event("input", { bubbles: true }));
      }
    };
    ear.onerror = ({ error }) => become(error === "not-allowed" ? "refused" : "idle");
    ear.onend = () => {
      listening = null;
      if (block.dataset.state === "recording") become("heard");
    };
    listening = ear;
    become("recording");
    ear.start();
  });
}
