import type { Box } from "../board/geometry";

/** How a page of the board, which has no edge, lies on sheets of A4. Lengths in points, boxes in board units. */
export const LONG = 842;
export const SHORT = 595;
export const MARGIN = 34;
/** For the line that says what it is. */
export const HEADING = 26;
/** Never larger than life: a unit is a pixel at 96 to the inch. */
const LARGEST = 0.75;
/** A little more than a sheet is made small enough for one. */
const SHRINKS = 1.5;

export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** What of the board it shows. */
  readonly box: Box;
  /** Points for a board unit. */
  readonly scale: number;
}

/** As wide as the sheet, and on as many sheets as it is long. */
export function sheetsOf({ left, top, right, bottom }: Box): Sheet[] {
  const [wide, high] = [right - left, bottom - top];
  const lies = wide > high && wide * LARGEST > SHORT - 2 * MARGIN;
  const [width, height] = lies ? [LONG, SHORT] : [SHORT, LONG];
  const [room, length] = [width - 2 * MARGIN, height - 2 * MARGIN - HEADING];
  let scale = Math.min(LARGEST, room / wide);
  if (high * scale > length && high * scale <= SHRINKS * length) scale = length / high;
  const step = length / scale;
  const count = Math.max(1, Math.ceil(high / step - 1e-6));
  // The paper goes to the margins, whatever is written on it.
  return Array.from({ length: count }, (_, order) => {
    const from = top + order * step;
    return {
      width,
      height,
      scale,
      box: { left, right: left + room / scale, top: from, bottom: from + step },
    };
  });
}
