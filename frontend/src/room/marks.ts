import type { LessonState } from "../live/protocol";
import type { Delays } from "./delays";
import type { Slots } from "./slots";
import type { Words } from "./words";

/** The small marks around the board: what is not kept yet, and how long the lesson has lasted. */
const UNKEPT_SHOWN_AFTER_MS = 1500;
const EVERY_MS = 15_000;

export class Marks {
  private items = 0;
  private lesson: LessonState | null = null;
  private readonly place: HTMLElement;

  constructor(
    private readonly slots: Slots,
    private readonly words: Words,
    private readonly delays: Delays,
    private readonly now: () => number,
  ) {
    this.place = slots.get("unkept");
  }

  /** Several times a stroke. */
  unkept(items: number): void {
    const { place } = this;
    if (items === this.items) return;
    this.items = items;
    this.slots.root.dataset.unkept = String(items);
    if (items === 0) {
      this.delays.drop("unkept");
      if (!place.hidden) place.hidden = true;
    } else if (place.hidden) {
      this.delays.later("unkept", UNKEPT_SHOWN_AFTER_MS, () => {
        place.textContent = this.words.unkept(this.items);
        place.hidden = false;
      });
    } else {
      place.textContent = this.words.unkept(items);
    }
  }

  lessonIs(lesson: LessonState): void {
    this.lesson = lesson;
    this.showTime();
  }

  private showTime(): void {
    const started = this.lesson?.started_at;
    const chip = this.slots.get("timer");
    chip.hidden = started === null || started === undefined;
    if (started === null || started === undefined) return;
    const minutes = Math.max(0, Math.floor((this.now() - Date.parse(started)) / 60_000));
    chip.textContent = minutes < 1 ? "moins d’une minute" : `${minutes} min`;
    this.delays.later("time", EVERY_MS, () => this.showTime());
  }
}
