import { familyOf } from "./browser";
import { type CheckWords, checkWords, type Unheard } from "./check_words";
import { choose, chosenDevices, type Kind } from "./chosen";
import { askMicrophone, type Device, listed, throughChosenSpeaker } from "./devices";
import { LevelMeter } from "./meter";
import { chime } from "./sound";

/**
 * « Ton micro marche ? », on a page of its own and in the room: what the microphone hears, two notes through the
 * speaker, which ones to use, and what to touch when the browser says no. Nothing is recorded or sent.
 */
export interface CheckedSound {
  /** The microphone to listen to; opened if it is not. */
  microphone(): Promise<Device | Muted>;
  /** The check listens no more. */
  release(track: MediaStreamTrack): void | Promise<void>;
  /** Another one was chosen, and is remembered. */
  chose(kind: Kind): void | Promise<void>;
}

/** On a page without a call, the microphone is open while the check listens. */
export const ALONE: CheckedSound = {
  microphone: askMicrophone,
  release: (track) => track.stop(),
  chose: () => undefined,
};

/** Whoever muted their microphone is not listened to. */
export interface Muted {
  readonly track: null;
  readonly refusal: Unheard;
}

const LISTEN_MS = 15_000;
const GOES_ON_MS = 4000;
const READ_EVERY_MS = 60;
/** Of `LevelMeter`: over it somebody is speaking. */
const SPEAKING = 0.35;
/** So many readings are a voice, not a knock on the table. */
const READINGS = 3;
/** Samples at 48 kHz: a little more than what comes between two readings. */
const WINDOW = 4096;

export class SoundCheck {
  private readonly words: CheckWords;
  private readonly spoken: HTMLAudioElement;
  private listening: AbortController | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly sound: CheckedSound = ALONE,
  ) {
    this.words = checkWords(root.hasAttribute("data-teaches"));
    this.spoken = this.get<HTMLAudioElement>("[data-check=notes]");
    this.press("listen", () => void this.listen());
    this.press("play", () => void this.play());
    this.press("heard", () => this.answered(this.words.goodSound));
    this.press("silent", () => this.answered(this.words.noSound));
    for (const kind of ["microphone", "speaker", "camera"] as const) {
      const list = this.list(kind);
      list.addEventListener("change", () => {
        choose(kind, list.value);
        void this.sound.chose(kind);
        if (kind === "microphone") void this.listen();
        if (kind === "speaker") void this.play();
      });
    }
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.lists());
    void this.lists();
  }

  async listen(): Promise<void> {
    this.stop();
    const listening = new AbortController();
    this.listening = listening;
    const { track, refusal } = await this.sound.microphone();
    if (track === null) {
      this.say("microphone", this.words.refused(refusal), "bad");
      this.help(refusal === "refused");
      return;
    }
    this.help(false);
    void this.lists();
    if (listening.signal.aborted) {
      void this.sound.release(track);
      return;
    }
    this.say("microphone", this.words.speak, "");
    const heard = await this.hear(track, listening.signal);
    void this.sound.release(track);
    if (!listening.signal.aborted)
      this.say("microphone", heard ? this.words.heard : this.words.nothing, heard ? "ok" : "bad");
  }

  stop(): void {
    this.listening?.abort();
    this.listening = null;
    this.spoken.pause();
  }

  /** Shows the level until a voice was heard and a little longer, or nobody spoke. */
  private hear(track: MediaStreamTrack, until: AbortSignal): Promise<boolean> {
    const meter = new LevelMeter(track, WINDOW);
    const shown = this.get<HTMLMeterElement>("meter");
    shown.hidden = false;
    return new Promise((done) => {
      let loud = 0;
      let heard = false;
      let endsAt = performance.now() + LISTEN_MS;
      const timer = setInterval(() => {
        const { level } = meter;
        shown.value = Math.round(level * 100);
        if (level > SPEAKING) loud += 1;
        if (!heard && loud >= READINGS) {
          heard = true;
          endsAt = performance.now() + GOES_ON_MS;
          this.say("microphone", this.words.heard, "ok");
        }
        if (performance.now() < endsAt && !until.aborted) return;
        clearInterval(timer);
        meter.close();
        shown.hidden = true;
        done(heard);
      }, READ_EVERY_MS);
    });
  }

  private async play(): Promise<void> {
    const notes = await chime();
    this.spoken.srcObject = notes;
    await throughChosenSpeaker(this.spoken);
    await this.spoken.play().catch(() => undefined);
    this.say("speaker", this.words.rang, "");
    this.get("[data-check=answers]").hidden = false;
  }

  private answered(text: string): void {
    this.get("[data-check=answers]").hidden = true;
    this.say("speaker", text, text === this.words.goodSound ? "ok" : "bad");
  }

  private help(shown: boolean): void {
    const family = familyOf(navigator);
    this.get("[data-check=help]").hidden = !shown;
    for (const how of this.root.querySelectorAll<HTMLElement>("[data-browser]"))
      how.hidden = how.dataset.browser !== family;
  }

  /** A choice of one is no choice: it stays hidden. */
  private async lists(): Promise<void> {
    const chosen = chosenDevices();
    for (const kind of ["microphone", "speaker", "camera"] as const) {
      const found = await listed(kind);
      const list = this.list(kind);
      const option = (id: string, label: string): HTMLOptionElement =>
        new Option(label, id, false, (chosen[kind] ?? "") === id);
      const own = found.filter(({ id }) => id !== "default" && id !== "communications");
      // Somebody may be choosing: a list that has not changed is left as it is.
      const ids = ["", ...own.map(({ id }) => id)].join(" ");
      if (list.dataset.ids === ids) continue;
      list.dataset.ids = ids;
      list.replaceChildren(
        option("", "Celui de l’appareil"),
        ...own.map(({ id, label }) => option(id, label)),
      );
      this.get(`[data-check=choice-${kind}]`).hidden = own.length < 2;
    }
  }

  private say(about: "microphone" | "speaker", text: string, look: string): void {
    const place = this.get(`[data-check=says-${about}]`);
    place.textContent = text;
    place.dataset.look = look;
  }

  private press(name: string, act: () => void): void {
    const button = this.get<HTMLButtonElement>(`[data-check=${name}]`);
    button.addEventListener("click", act);
    // On a slow network it is seen before it can answer.
    button.disabled = false;
  }

  private list(kind: Kind): HTMLSelectElement {
    return this.get<HTMLSelectElement>(`[data-check=choice-${kind}] select`);
  }

  /** Throws when the template has no such place: the piece and its script go together. */
  private get<T extends HTMLElement = HTMLElement>(selector: string): T {
    const found = this.root.querySelector<T>(selector);
    if (found === null) throw new Error(`the check of the sound has no ${selector}`);
    return found;
  }
}
