import { insist, pauseOrNetwork, post, Refused } from "../ask/sender";
import { type DraftKey, KEPT_MS, openPhotoStore } from "../ask/store";
import { Tray } from "../ask/tray";
import { announce } from "../pages/announce";
import { Camera } from "./camera";
import { type Moment, said } from "./said";
import { offerSaying } from "./say";
import type { Voice } from "./voice";

/**
 * The camera on the notebook, without a word to read: aim, hold still, press, look, call. Photos go the same
 * way as the older pupils': kept in the browser, sent one by one, sent again by themselves.
 */
const OFFLINE = "Plus de réseau. La photo est gardée, elle partira toute seule.";
const PHOTO_REFUSED = "Une photo n’est pas passée. Recommence-la.";

/** `left` is called instead of leaving, where the form says `data-stay`. */
export async function aimAtNotebook(
  form: HTMLFormElement,
  voice: Promise<Voice | null>,
  left: () => void = () => undefined,
): Promise<Aim | null> {
  const box = form.querySelector<HTMLElement>("[data-aim]");
  const video = form.querySelector("video");
  const shot = form.querySelector<HTMLImageElement>("[data-slot=shot]");
  const list = form.querySelector<HTMLElement>(".thumbs");
  const thumb = form.querySelector<HTMLTemplateElement>("[data-slot=thumb]");
  if (!box || !video || !shot || !list || !thumb) return null;
  const store = await openPhotoStore();
  void store.forgetBefore(Date.now() - KEPT_MS).catch(() => undefined);
  const draft = (form.dataset.draft ?? "") as DraftKey;
  const aim: Aim = new Aim({ form, box, video, shot, list }, voice, left, (events) => {
    return new Tray(list, thumb, form.dataset.pagesUrl ?? "", draft, store, events);
  });
  const block = form.querySelector<HTMLElement>(".say");
  const words = form.querySelector<HTMLInputElement>("[data-slot=said]");
  if (block && words) void offerSaying(block, words, voice);
  await aim.begin();
  return aim;
}

interface Parts {
  readonly form: HTMLFormElement;
  readonly box: HTMLElement;
  readonly video: HTMLVideoElement;
  readonly shot: HTMLImageElement;
  readonly list: HTMLElement;
}

export class Aim {
  private readonly camera: Camera;
  private readonly tray: Tray;
  private shown: HTMLElement | null = null;
  private sending = false;
  private last = "";

  constructor(
    private readonly parts: Parts,
    private readonly voice: Promise<Voice | null>,
    private readonly left: () => void,
    trayFor: (events: ConstructorParameters<typeof Tray>[5]) => Tray,
  ) {
    this.camera = new Camera(parts.video, (sight) => this.become(sight));
    this.tray = trayFor({
      changed: () => this.count(),
      trouble: (on) => this.trouble(on),
      say: (text) => {
        announce(text);
        this.say(text);
      },
    });
    const { form } = parts;
    const input = form.querySelector<HTMLInputElement>("input[type=file]");
    const chosen = (): void => {
      const file = input?.files?.[0];
      if (input) input.value = "";
      if (file) void this.take(file);
    };
    input?.addEventListener("change", chosen);
    form.addEventListener("click", (event) => this.pressed(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.leave();
    });
  }

  /** From what an earlier visit left, or from the camera. */
  async begin(): Promise<void> {
    await this.tray.resume();
    const last = this.parts.list.lastElementChild as HTMLElement | null;
    if (last !== null && this.parts.form.dataset.begin !== "camera") this.see(last);
    else await this.aim();
  }

  /** The camera again, for one more page; the photos taken stay. */
  async aim(): Promise<void> {
    const { video, shot } = this.parts;
    if (this.tray.full) {
      this.see(this.parts.list.lastElementChild as HTMLElement);
      return;
    }
    this.choose(null);
    shot.hidden = true;
    video.hidden = false;
    this.become((await this.camera.open()) ? "aim" : "refused");
    this.lead();
  }

  close(): void {
    this.camera.close();
  }

  private async take(photo: Blob): Promise<void> {
    this.camera.rest();
    this.show(URL.createObjectURL(photo));
    this.become("look");
    const name = photo instanceof File ? photo.name : "cahier.jpg";
    const [taken] = await this.tray.add([new File([photo], name, { type: photo.type })]);
    if (taken === undefined) await this.aim();
    else
      this.see(
        taken,
        (["doubted", "blurred"] as const).find((one) => taken.classList.contains(one)),
      );
  }

  private see(photo: HTMLElement, as: Moment = "taken"): void {
    this.camera.rest();
    this.choose(photo);
    this.show(photo.querySelector("img")?.src ?? "");
    this.become(as);
    this.lead();
  }

  /** A photo the browser cannot draw shows the picture of a notebook instead. */
  private show(url: string): void {
    const { shot, video } = this.parts;
    if (url !== "") shot.src = url;
    shot.hidden = url === "";
    video.hidden = true;
  }

  private pressed(event: Event): void {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-act]");
    switch (button?.dataset.act) {
      case "shoot":
        void this.camera.frame().then((photo) => (photo ? this.take(photo) : undefined));
        break;
      case "see":
        this.see(button.closest(".thumb") as HTMLElement);
        break;
      case "keep":
        if (this.shown) this.see(this.shown);
        break;
      case "more":
        void this.aim();
        break;
      case "again":
        this.takeBack();
        void this.aim();
        break;
      case "drop": {
        this.takeBack();
        const last = this.parts.list.lastElementChild as HTMLElement | null;
        if (last) this.see(last);
        else void this.aim();
      }
    }
  }

  private takeBack(): void {
    this.tell("");
    if (this.shown) this.tray.takeBack(this.shown);
    this.choose(null);
  }

  private choose(photo: HTMLElement | null): void {
    this.shown = photo;
    for (const one of this.parts.list.querySelectorAll<HTMLElement>(".thumb > button"))
      one.setAttribute("aria-pressed", String(one.parentElement === photo));
  }

  private count(): void {
    const { box, list } = this.parts;
    box.classList.toggle("has-photos", list.childElementCount > 0);
    box.classList.toggle("many", list.childElementCount > 1);
    box.classList.toggle("full", this.tray?.full ?? false);
  }

  private become(moment: Moment): void {
    const { box, form } = this.parts;
    if (box.dataset.state === moment) return;
    box.dataset.state = moment;
    const adds = form.dataset.stay !== undefined;
    const words = said(moment, { photos: this.tray.count, full: this.tray.full, adds });
    // The sight comes and goes as the hand moves: the same words are not said again for that.
    if (words === null || words === this.last) return;
    this.last = words;
    const hear = box.querySelector<HTMLElement>("[data-speak]");
    if (hear) hear.dataset.speak = words;
    this.say(words);
  }

  /** The button that had the focus may be gone: it goes to the one thing to do. */
  private lead(): void {
    if (document.activeElement instanceof HTMLElement && document.activeElement.offsetParent !== null) return;
    for (const one of this.parts.box.querySelectorAll<HTMLElement>(".btn.go"))
      if (one.offsetParent !== null) one.focus({ preventScroll: true });
  }

  private say(text: string): void {
    void this.voice.then((found) => found?.say(text));
  }

  private tell(text: string): void {
    const note = this.parts.form.querySelector<HTMLElement>("#ask-note");
    const slot = note?.querySelector("[data-slot=text]");
    if (!note || !slot || slot.textContent === text) return;
    note.hidden = text === "";
    slot.textContent = text;
    if (text !== "") this.say(text);
  }

  private trouble(on: boolean): void {
    if (on) this.tell(OFFLINE);
    else if (this.parts.form.querySelector("#ask-note")?.textContent?.includes(OFFLINE)) this.tell("");
  }

  private async leave(): Promise<void> {
    if (this.sending) return;
    const { form, list } = this.parts;
    this.sending = true;
    form.classList.add("busy");
    try {
      await this.tray.settled();
      const failed = list.querySelector<HTMLElement>("[data-state=failed]");
      if (failed) {
        this.see(failed);
        this.tell(PHOTO_REFUSED);
        return;
      }
      const words = new FormData(form);
      words.delete("photos");
      const patience = { pause: pauseOrNetwork, onTrouble: () => this.trouble(true) };
      const answer = await insist(() => post(form.action, words), patience);
      this.trouble(false);
      this.close();
      if (form.dataset.stay === undefined) location.assign(String(answer.next_url));
      else this.stay();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.nextUrl !== null) location.assign(error.nextUrl);
      else this.tell(error.message);
    } finally {
      this.sending = false;
      form.classList.remove("busy");
    }
  }

  private stay(): void {
    const words = this.parts.form.querySelector<HTMLInputElement>("[data-slot=said]");
    if (words) words.value = "";
    this.left();
  }
}
