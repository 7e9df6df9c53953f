import { announce } from "../pages/announce";
import type { Slots } from "./slots";
import type { Words } from "./words";

/** A raised hand: calls for attention without a word, on both sides. */
export class Attention {
  private up = false;

  constructor(
    private readonly slots: Slots,
    private readonly words: Words,
    private readonly tell: (up: boolean) => void,
  ) {
    slots.on("hand", () => this.raise(!this.up));
    slots.on("hand-seen", () => {
      this.theirsIs(false);
      tell(false);
      this.again();
    });
  }

  /** Told once more to whoever comes in. */
  again(): void {
    if (this.up) this.tell(true);
  }

  /** What the other says. That a hand is down which was not up: ours was seen. */
  told(up: boolean): void {
    if (!up && this.up && this.slots.get("their-hand").hidden) this.mine(false);
    this.theirsIs(up);
  }

  theirsIs(up: boolean): void {
    const pill = this.slots.get("their-hand");
    if (up && pill.hidden) {
      announce(this.words.raised());
      navigator.vibrate?.([60, 60, 60]);
    }
    pill.hidden = !up;
  }

  private raise(up: boolean): void {
    this.tell(up);
    this.mine(up);
  }

  private mine(up: boolean): void {
    this.up = up;
    for (const button of this.slots.all('[data-do="hand"][aria-pressed]'))
      button.setAttribute("aria-pressed", String(up));
    this.slots.get("my-hand").hidden = !up;
    announce(this.words.myHand(up));
  }
}
