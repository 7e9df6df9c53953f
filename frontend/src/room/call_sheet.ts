import type { CheckedSound, SoundCheck } from "../call/sound_check";
import { Later } from "./later";
import type { Slots } from "./slots";

/** « L’appel » : the network in words, and the check of the sound, over the board. */
export class CallSheet {
  private readonly dialog: HTMLDialogElement;
  private readonly details: HTMLDetailsElement;
  readonly check: Later<SoundCheck>;

  constructor(slots: Slots, sound: CheckedSound, coming: (words: string | null) => void) {
    this.check = new Later(async () => {
      const { SoundCheck } = await import("../call/sound_check");
      return new SoundCheck(slots.find("[data-sound-check]"), sound);
    }, coming);
    this.dialog = slots.get<HTMLDialogElement>("call-dialog");
    this.details = slots.get<HTMLDetailsElement>("sound");
    slots.on("call-sheet", () => this.open());
    slots.on("close-call", () => this.dialog.close());
    // What shows on the room leads back to it, first: a window that closes takes the focus where it was.
    for (const key of slots.all("[data-leaves]"))
      key.addEventListener("click", () => this.dialog.close(), { capture: true });
    this.dialog.addEventListener("close", () => this.stop());
    this.details.addEventListener("toggle", () => {
      if (this.details.open) void this.check.get();
      else this.stop();
    });
  }

  open(): void {
    this.dialog.showModal();
  }

  /** The microphone was refused: what to touch is shown at once. */
  async openSound(): Promise<void> {
    this.details.open = true;
    this.open();
    await (await this.check.get())?.listen();
    this.details.scrollIntoView();
  }

  private stop(): void {
    this.check.here?.stop();
  }
}
