import { type Grade, word } from "../call/quality";
import type { Banner } from "./banner";
import type { Delays } from "./delays";
import type { Slots } from "./slots";
import type { Words } from "./words";

/** The network of both, in words: each sees the other's gauge too, and why a picture is away. */
const WEAK_SHOWN_AFTER_MS = 4000;

export class Network {
  private mine: Grade = 0;
  private theirs: Grade | null = null;
  private held = false;

  constructor(
    private readonly slots: Slots,
    private readonly words: Words,
    private readonly banner: Banner,
    private readonly delays: Delays,
    private readonly tell: (level: Grade) => void,
  ) {}

  mineIs(grade: Grade): void {
    if (grade === this.mine) return;
    this.mine = grade;
    this.tell(grade);
    this.show();
  }

  theirsIs(grade: Grade | null): void {
    this.theirs = grade;
    this.show();
  }

  /** Our picture waits, or is back. */
  heldIs(held: boolean): void {
    this.held = held;
    if (held) this.weak();
    else this.show();
  }

  /** Told once more to whoever comes in. */
  again(): void {
    this.tell(this.mine);
  }

  private show(): void {
    const said = this.theirs === null ? null : word(this.theirs);
    this.slots.get("net-said").textContent = this.words.networks(word(this.mine), said);
    if (this.held) return;
    if (this.mine === 1) {
      this.delays.later("weak", WEAK_SHOWN_AFTER_MS, () => this.weak());
    } else {
      this.delays.drop("weak");
      this.banner.unsay("weak");
    }
  }

  private weak(): void {
    this.banner.say("weak", this.words.weak(this.held));
  }
}
