/** Telling hands apart: a stylus from fingers, a palm from either. Sizes are of contacts, in pixels of the page. */

/** A contact this wide is a palm, whatever lies beside it. */
const PALM_PX = 70;
/** From here on a contact is a palm beside one half as wide; a thumb is narrower. */
const WIDE_PX = 40;
const TIMES_WIDER = 2;
/** A stylus heard so lately is over the sheet: what touches it then is the hand that holds it. */
const NEAR_MS = 500;
/** After so long without the stylus, a finger writes again. */
const RESTS_AFTER_MS = 60_000;

export function isPalm(size: number, beside: number | null = null): boolean {
  return size > PALM_PX || (beside !== null && size >= WIDE_PX && size >= TIMES_WIDER * beside);
}

/** Of a handle, which has one contact at a time. */
export function isOfPalm({ pointerType, width, height }: PointerEvent): boolean {
  return pointerType === "touch" && isPalm(Math.max(width, height));
}

export class Stylus {
  private heardAt = Number.NEGATIVE_INFINITY;

  heard(now: number): void {
    this.heardAt = now;
  }

  near(now: number): boolean {
    return now - this.heardAt < NEAR_MS;
  }

  /** While it writes, fingers move the sheet. */
  writes(now: number): boolean {
    return now - this.heardAt < RESTS_AFTER_MS;
  }

  /** By choice: fingers write again, until it comes back. */
  laidDown(): void {
    this.heardAt = Number.NEGATIVE_INFINITY;
  }
}
