import { type CheckedSound, SoundCheck } from "../call/sound_check";
import type { Slots } from "./slots";

/** « L’appel » : the network in words, and the check of the sound, over the board. */
export class CallSheet {
  private readonly dialog: HTMLDialogElement;
  private readonly details: HTMLDetailsElement;
  private check: SoundCheck | null = null;

  constructor(
    private readonly slots: Slots,
    private readonly sound: CheckedSound,
  ) {
    this.dialog = slots.get<HTMLDialogElement>("call-dialog");
    this.details = slots.get<HTMLDetailsElement>("sound");
    slots.on("call-sheet", () => this.open());
    slots.on("close-call", () => this.dialog.close());
    // What shows on the room leads back to it, first: a window that closes takes the focus where it was.
    for (const key of slots.all("[data-leaves]"))
      key.addEventListener("click", () => this.dialog.close(), { capture: true });
    this.dialog.addEventListener("close", () => this.check?.stop());
    this.details.addEventListener("toggle", () => {
      if (this.details.open) this.check ??= new SoundCheck(this.slots.find("[data-sound-check]"), this.sound);
      else this.check?.stop();
    });
  }

  open(): void {
    this.dialog.showModal();
  }

  /** The microphone was refused: what to touch is shown at once. */
  openSound(): void {
    this.check ??= new SoundCheck(this.slots.find("[data-sound-check]"), this.sound);
    this.details.open = true;
    this.open();
    void this.check.listen();
  }
}
