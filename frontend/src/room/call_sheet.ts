import type { CheckedSound, SoundCheck } from "../call/sound_check";
import type { Slots } from "./slots";

/** « L’appel » : the network in words, and the check of the sound, over the board. */
export class CallSheet {
  private readonly dialog: HTMLDialogElement;
  private readonly details: HTMLDetailsElement;
  private check: SoundCheck | null = null;

  constructor(
    private readonly slots: Slots,
    private readonly sound: CheckedSound,
    /** The network did not bring the check: said where everybody sees it. */
    private readonly missing: (fact: string) => void,
  ) {
    this.dialog = slots.get<HTMLDialogElement>("call-dialog");
    this.details = slots.get<HTMLDetailsElement>("sound");
    slots.on("call-sheet", () => this.open());
    slots.on("close-call", () => this.dialog.close());
    // What shows on the room leads back to it, first: a window that closes takes the focus where it was.
    for (const key of slots.all("[data-leaves]"))
      key.addEventListener("click", () => this.dialog.close(), { capture: true });
    this.dialog.addEventListener("close", () => this.stop());
    this.details.addEventListener("toggle", () => {
      if (this.details.open) void this.ready();
      else this.stop();
    });
  }

  open(): void {
    this.dialog.showModal();
  }

  /** The microphone was refused: what to touch is shown at once. */
  openSound(): void {
    this.details.open = true;
    this.open();
    void this.ready().then((check) => check?.listen());
  }

  /** Ahead of the first need: it is wanted where something does not work. */
  async fetchCheck(): Promise<void> {
    await import("../call/sound_check");
  }

  private async ready(): Promise<SoundCheck | null> {
    try {
      const { SoundCheck } = await import("../call/sound_check");
      this.check ??= new SoundCheck(this.slots.find("[data-sound-check]"), this.sound);
    } catch {
      this.missing("La vérification du son n’est pas arrivée : il faut le réseau pour la première fois.");
    }
    return this.check;
  }

  private stop(): void {
    this.check?.stop();
  }
}
