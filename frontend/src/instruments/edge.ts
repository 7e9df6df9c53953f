import type { Place } from "../board/geometry";

/** What a pen follows along an instrument. */
export interface Edge {
  readonly from: Place;
  readonly to: Place;
}

/** The place of the edge nearest to the hand. */
export function follow({ from, to }: Edge, hand: Place): Place {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((hand.x - from.x) * dx + (hand.y - from.y) * dy) / (dx * dx + dy * dy);
  const part = Math.min(1, Math.max(0, along));
  return { x: from.x + part * dx, y: from.y + part * dy };
}
