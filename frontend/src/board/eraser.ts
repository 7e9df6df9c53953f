import type { BoardDocument } from "./board_document";
import type { BoardView } from "./board_view";
import type { Place } from "./geometry";
import type { Gesture } from "./gesture";

const REACH_PX = 11;
/** Radii of the eraser that takes what is under it, and nothing else. */
export const SIZES_PX = { small: 7, middle: 16, large: 34 } as const;
export type EraserSize = keyof typeof SIZES_PX;

/** Takes whole what it passes over, or only the ink that is under it; the whole sweep is one act. */
export class Eraser implements Gesture {
  /** null: whole items. */
  size: EraserSize | null = null;
  private last: Place | null = null;
  private taken = 0;

  constructor(
    private readonly view: BoardView,
    private readonly board: BoardDocument,
  ) {}

  /** On screen. */
  get radius(): number {
    return this.size === null ? REACH_PX : SIZES_PX[this.size];
  }

  down(at: Place): void {
    this.board.act();
    this.last = at;
    this.taken = 0;
    this.move(at);
  }

  move(at: Place): void {
    if (this.last === null) return;
    const reach = this.radius / this.view.camera.zoom;
    const ids = this.view.under(this.last, at, reach);
    if (this.size === null) {
      this.board.erase(ids);
      this.taken += ids.length;
    } else if (ids.length > 0) {
      this.taken += this.board.rub(ids, this.last, at, reach);
    }
    this.last = at;
  }

  up(): void {
    this.last = null;
  }

  cancel(): void {
    this.last = null;
  }

  /** Items taken or cut by the last sweep. */
  get count(): number {
    return this.taken;
  }
}
