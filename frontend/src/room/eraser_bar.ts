import type { BoardView } from "../board/board_view";
import { type Eraser, type EraserSize, SIZES_PX } from "../board/eraser";
import type { Place } from "../board/geometry";
import { setHidden } from "./same";
import type { Slots } from "./slots";

/** Whole strokes, or what is under an eraser of some size: chosen while the eraser is in hand, its size shown. */
export class EraserBar {
  private readonly acts: HTMLElement;
  private readonly ring: HTMLElement;
  private held = false;

  constructor(
    private readonly slots: Slots,
    private readonly view: BoardView,
    private readonly eraser: Eraser,
  ) {
    this.acts = slots.get("eraser-acts");
    this.ring = slots.get("eraser-ring");
    for (const button of this.buttons())
      button.addEventListener("click", () => {
        eraser.size = sizeOf(button);
        this.show();
      });
    this.show();
  }

  /** The eraser is taken up, or put down. */
  hold(held: boolean): void {
    this.held = held;
    setHidden(this.acts, !held);
    this.point(null);
  }

  /** Under the pointer, as large as it is. */
  point(at: Place | null): void {
    const shown = this.held && this.eraser.size !== null ? at : null;
    setHidden(this.ring, shown === null);
    if (shown === null) return;
    const { x, y } = this.view.toScreen(shown);
    const { radius } = this.eraser;
    this.ring.style.width = `${2 * radius}px`;
    this.ring.style.height = `${2 * radius}px`;
    this.ring.style.transform = `translate(${x - radius}px, ${y - radius}px)`;
  }

  private show(): void {
    for (const button of this.buttons())
      button.setAttribute("aria-pressed", String(sizeOf(button) === this.eraser.size));
  }

  private buttons(): HTMLElement[] {
    return this.slots.all("[data-eraser]");
  }
}

function sizeOf(button: HTMLElement): EraserSize | null {
  const size = button.dataset.eraser ?? "";
  return size in SIZES_PX ? (size as EraserSize) : null;
}
