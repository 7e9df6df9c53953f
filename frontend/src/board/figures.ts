import type { Place } from "./geometry";
import type { Figure, FigureKind } from "./item";

/** Straight lines, arrows, rectangles and rounds: their ends as the hand means them, and where their ink is. */
const NEARLY_RAD = (4 * Math.PI) / 180;
const QUARTER_RAD = Math.PI / 2;
const EVEN_STEP_RAD = Math.PI / 12;
const ELLIPSE_SIDES = 48;
const HEAD_WIDTHS = 4.5;
const HEAD_RAD = Math.PI / 7;

/**
 * Where the second end goes. A line nearly level or upright is made so; `even` (the Shift key) turns a line by
 * steps of 15° and makes squares and circles.
 */
export function secondEnd(kind: FigureKind, from: Place, to: Place, even: boolean): Place {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (kind === "rectangle" || kind === "ellipse") {
    if (!even) return to;
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    return { x: from.x + side * (Math.sign(dx) || 1), y: from.y + side * (Math.sign(dy) || 1) };
  }
  const angle = Math.atan2(dy, dx);
  const step = even ? EVEN_STEP_RAD : QUARTER_RAD;
  const nearest = Math.round(angle / step) * step;
  if (!even && Math.abs(angle - nearest) > NEARLY_RAD) return to;
  // Along the nearest direction, as far as the hand went that way.
  const far = dx * Math.cos(nearest) + dy * Math.sin(nearest);
  return { x: from.x + far * Math.cos(nearest), y: from.y + far * Math.sin(nearest) };
}

/** The line of its ink, as points joined in order. */
export function inkLine({ kind, from, to }: Pick<Figure, "kind" | "from" | "to">): Place[] {
  if (kind === "line" || kind === "arrow") return [from, to];
  if (kind === "rectangle") return [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }, from];
  const centre = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return Array.from({ length: ELLIPSE_SIDES + 1 }, (_, side) => {
    const angle = (side * 2 * Math.PI) / ELLIPSE_SIDES;
    return {
      x: centre.x + ((to.x - from.x) / 2) * Math.cos(angle),
      y: centre.y + ((to.y - from.y) / 2) * Math.sin(angle),
    };
  });
}

/** The two far points of the arrow's head. */
export function arrowHead(from: Place, to: Place, width: number): [Place, Place] {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const length = Math.min(width * HEAD_WIDTHS + 4, Math.hypot(to.x - from.x, to.y - from.y));
  const at = (turn: number): Place => ({
    x: to.x - length * Math.cos(angle + turn),
    y: to.y - length * Math.sin(angle + turn),
  });
  return [at(HEAD_RAD), at(-HEAD_RAD)];
}
