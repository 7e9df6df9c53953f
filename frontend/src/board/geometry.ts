export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Left, top, right, bottom, in board units. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function boxAround(points: readonly Place[], margin: number): Box {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const { x, y } of points) {
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin };
}

export function union(a: Box | null, b: Box): Box {
  if (a === null) return b;
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

export function meet(a: Box, b: Box): boolean {
  return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}

export function contains(box: Box, place: Place, margin = 0): boolean {
  return (
    place.x >= box.left - margin &&
    place.x <= box.right + margin &&
    place.y >= box.top - margin &&
    place.y <= box.bottom + margin
  );
}

/** Whether the path from `from` to `to` passes within `reach` of the line through `points`. */
export function touches(points: readonly Place[], from: Place, to: Place, reach: number): boolean {
  const first = points[0];
  if (first === undefined) return false;
  if (points.length === 1) return distanceToSegment(first, from, to) <= reach;
  let before = first;
  for (const point of points) {
    if (segmentsDistance(before, point, from, to) <= reach) return true;
    before = point;
  }
  return false;
}

export function distanceToSegment(point: Place, a: Place, b: Place): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / length;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}

function segmentsDistance(a: Place, b: Place, c: Place, d: Place): number {
  if (cross(a, b, c, d)) return 0;
  return Math.min(
    distanceToSegment(a, c, d),
    distanceToSegment(b, c, d),
    distanceToSegment(c, a, b),
    distanceToSegment(d, a, b),
  );
}

function cross(a: Place, b: Place, c: Place, d: Place): boolean {
  const side = (p: Place, q: Place, r: Place): number =>
    Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/** To an eighth of a board unit, what the document holds. */
export function rounded(value: number): number {
  return Math.round(value * 8) / 8;
}
