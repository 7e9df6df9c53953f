import type { Banner } from "./banner";
import type { Slots } from "./slots";
import type { Sentence } from "./words";

/**
 * Tells the server that somebody is there: a voice, a touch, a key. Strokes and messages say it by themselves.
 * Asked whether somebody is there, the first sign answers at once.
 */
const AT_MOST_EVERY_MS = 20_000;

export class Stirs {
  private toldAt = Number.NEGATIVE_INFINITY;
  private asked = false;
  /** The last sign answered the question: the touch it came by draws nothing. */
  answered = false;

  constructor(
    slots: Slots,
    private readonly banner: Banner,
    private readonly tell: () => void,
  ) {
    for (const touch of ["pointerdown", "keydown"])
      slots.root.addEventListener(touch, () => this.note(), { capture: true });
  }

  /** The server's notices go by here: one of them is the question, another that somebody else has answered it. */
  noticed(code: string, sentence: Sentence): void {
    if (code !== "there") this.banner.say("closing", sentence);
    else if (this.asked) this.banner.unsay("closing");
    this.asked = code === "still";
  }

  note(): void {
    const now = performance.now();
    this.answered = this.asked;
    if (!this.asked && now - this.toldAt < AT_MOST_EVERY_MS) return;
    this.toldAt = now;
    this.tell();
    if (this.asked) this.banner.unsay("closing");
    this.asked = false;
  }
}
