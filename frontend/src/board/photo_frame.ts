import type { Place } from "./geometry";

/**
 * What is shown of a photo, and which way up. Nothing of the picture is lost: `c` of the document says which part of it
 * is in sight, as fractions of the whole as it was sent, and how many quarter turns to the right it has made.
 */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly turns: 0 | 1 | 2 | 3;
}

export const WHOLE: Frame = { left: 0, top: 0, right: 1, bottom: 1, turns: 0 };
/** Of the picture, at least, on each side: what is in sight can always be taken hold of. */
export const LEAST = 0.05;

export type Edge = "left" | "top" | "right" | "bottom";
export const EDGES: readonly Edge[] = ["left", "top", "right", "bottom"];

interface Lying {
  readonly place: Place;
  readonly width: number;
  readonly height: number;
}

/** What the document says; the whole picture when it says nothing of sense. */
export function frameOf(kept: unknown): Frame {
  if (!Array.isArray(kept) || kept.length !== 5 || !kept.every(Number.isFinite)) return WHOLE;
  const [left, top, right, bottom, turns] = kept as [number, number, number, number, number];
  const inside = left >= 0 && top >= 0 && right <= 1 && bottom <= 1;
  if (!inside || right - left < LEAST / 2 || bottom - top < LEAST / 2) return WHOLE;
  return { left, top, right, bottom, turns: quarter(turns) };
}

export function kept({ left, top, right, bottom, turns }: Frame): number[] {
  return [left, top, right, bottom].map((share) => Math.round(share * 1e4) / 1e4).concat(turns);
}

/** Where what is in sight lies, of a picture that lies whole and upright at `whole`: it turns around its middle. */
export function inSight(whole: Lying, frame: Frame): Lying {
  const sideways = frame.turns % 2 === 1;
  const width = sideways ? whole.height : whole.width;
  const height = sideways ? whole.width : whole.height;
  const corner = {
    x: whole.place.x + (whole.width - width) / 2,
    y: whole.place.y + (whole.height - height) / 2,
  };
  const seen = turned(frame, frame.turns);
  return {
    place: { x: corner.x + seen.left * width, y: corner.y + seen.top * height },
    width: (seen.right - seen.left) * width,
    height: (seen.bottom - seen.top) * height,
  };
}

/** This edge, as one sees it, moved inwards by `share` of what is in sight; outwards when it is negative. */
export function cropped(frame: Frame, edge: Edge, share: number): Frame {
  const seen = { ...turned(frame, frame.turns) };
  const [wide, high] = [seen.right - seen.left, seen.bottom - seen.top];
  if (edge === "left") seen.left = within(seen.left + share * wide, 0, seen.right - LEAST);
  else if (edge === "right") seen.right = within(seen.right - share * wide, seen.left + LEAST, 1);
  else if (edge === "top") seen.top = within(seen.top + share * high, 0, seen.bottom - LEAST);
  else seen.bottom = within(seen.bottom - share * high, seen.top + LEAST, 1);
  return { ...turned(seen, quarter(4 - frame.turns)), turns: frame.turns };
}

/** One more quarter turn to the right, or so many. */
export function turnedOn(frame: Frame, by = 1): Frame {
  return { ...frame, turns: quarter(frame.turns + by) };
}

type Rect = Omit<Frame, "turns">;

function turned({ left, top, right, bottom }: Rect, turns: number): Rect {
  if (turns === 1) return { left: 1 - bottom, top: left, right: 1 - top, bottom: right };
  if (turns === 2) return { left: 1 - right, top: 1 - bottom, right: 1 - left, bottom: 1 - top };
  if (turns === 3) return { left: top, top: 1 - right, right: bottom, bottom: 1 - left };
  return { left, top, right, bottom };
}

function quarter(turns: number): Frame["turns"] {
  return (((Math.round(turns) % 4) + 4) % 4) as Frame["turns"];
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(low, high), Math.max(Math.min(low, high), value));
}
