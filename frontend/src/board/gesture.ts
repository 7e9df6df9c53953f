import type { Place } from "./geometry";

/** What a tool does between the touch and the lift of one pointer, in board units. */
export interface Gesture {
  /** `even`: the Shift key is held. */
  down(at: Place, even: boolean): void;
  move(at: Place, even: boolean): void;
  /** `still`: it hardly moved, a tap. */
  up(at: Place, even: boolean, still: boolean): void;
  /** The pointer turned out to be the first of two fingers, or was lost. */
  cancel(): void;
}

/** A pointer moves more often than the document needs to change. */
export const SHARE_EVERY_MS = 40;
