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
/** Of one file: four for each page a board may have. */
export const MOST_SHEETS = 96;

export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** What of the board it shows. */
  readonly box: Box;
  /** Points for a board unit. */
  readonly scale: number;
}

/** As wide as the sheet, and on as many as there is something on; `parts`: what lies within the box. */
export function sheetsOf({ left, top, right, bottom }: Box, parts: readonly Box[]): Sheet[] {
  const [wide, high] = [right - left, bottom - top];
  const lies = wide > high && wide * LARGEST > SHORT - 2 * MARGIN;
  const [width, height] = lies ? [LONG, SHORT] : [SHORT, LONG];
  const [room, length] = [width - 2 * MARGIN, height - 2 * MARGIN - HEADING];
  let scale = Math.min(LARGEST, room / wide);
  if (high * scale > length && high * scale <= SHRINKS * length) scale = length / high;
  const step = length / scale;
  // The paper goes to the margins, whatever is written on it.
  return ordersOf(top, step, parts).map((order) => {
    const from = top + order * step;
    return {
      width,
      height,
      scale,
      box: { left, right: left + room / scale, top: from, bottom: from + step },
    };
  });
}

/** Which of the sheets there would be, from the top, are not empty; one more than fit in a file tells that they do not. */
function ordersOf(top: number, step: number, parts: readonly Box[]): number[] {
  const orders: number[] = [];
  let next = 0;
  for (const part of [...parts].sort((one, other) => one.top - other.top)) {
    const last = Math.floor((part.bottom - top) / step - 1e-6);
    next = Math.max(next, Math.floor((part.top - top) / step));
    for (; next <= last && orders.length <= MOST_SHEETS; next += 1) orders.push(next);
  }
  return orders;
}
