import type { BoardDocument } from "./board_document";
import type { BoardView } from "./board_view";
import type { Place } from "./geometry";
import type { Gesture } from "./gesture";

const REACH_PX = 11;

/** Takes what it passes over; the whole sweep is one act. */
export class Eraser implements Gesture {
  private last: Place | null = null;
  private taken = 0;

  constructor(
    private readonly view: BoardView,
    private readonly board: BoardDocument,
  ) {}

  down(at: Place): void {
    this.board.act();
    this.last = at;
    this.taken = 0;
    this.move(at);
  }

  move(at: Place): void {
    if (this.last === null) return;
    const ids = this.view.under(this.last, at, REACH_PX / this.view.camera.zoom);
    this.board.erase(ids);
    this.taken += ids.length;
    this.last = at;
  }

  up(): void {
    this.last = null;
  }

  cancel(): void {
    this.last = null;
  }

  /** Items taken by the last sweep. */
  get count(): number {
    return this.taken;
  }
}
