import type * as Y from "yjs";
import { isWindow, LONGEST_GRAPH, USUAL_WINDOW, type Window } from "../maths/graph";
import { LONGEST_LATEX } from "../maths/limits";
import { type AidKind, isAid } from "./aids";
import { cutsOf, piecesOf } from "./cuts";
import { inkLine } from "./figures";
import type { Place } from "./geometry";
import { masked, maskedLatex } from "./masked";
import { type Frame, frameOf, inSight } from "./photo_frame";
import type { Point } from "./points";

/** The page every board has, and where what says no page lies. */
export const FIRST_PAGE = "1";

/** What lies on the board, as read from its document. `docs/board.md` describes the document. */
export type Paper = "squares" | "seyes" | "millimetre" | "staves" | "blank";
export const PAPERS: readonly Paper[] = ["squares", "seyes", "millimetre", "staves", "blank"];

interface Common {
  readonly id: string;
  /** The page of the board it lies on. */
  readonly page: string;
  readonly author: string;
  /** Milliseconds since the epoch, server's clock: what lies over what. */
  readonly at: number;
}

export interface Stroke extends Common {
  readonly kind: "pen" | "marker";
  readonly colour: string;
  readonly width: number;
  readonly pressed: boolean;
  readonly points: readonly Point[];
  /** What the eraser left of it; null: all. */
  readonly pieces: readonly (readonly Point[])[] | null;
}

export interface Text extends Common {
  readonly kind: "text";
  readonly colour: string;
  readonly size: number;
  readonly place: Place;
  readonly text: string;
}

export interface Photo extends Common {
  readonly kind: "photo";
  /** A path on this site. */
  readonly source: string;
  /** Of what is in sight, as it is turned. */
  readonly place: Place;
  readonly width: number;
  readonly height: number;
  readonly frame: Frame;
}

export type FigureKind = "line" | "arrow" | "rectangle" | "ellipse";
export const FIGURES: readonly FigureKind[] = ["line", "arrow", "rectangle", "ellipse"];

export interface Figure extends Common {
  readonly kind: FigureKind;
  readonly colour: string;
  readonly width: number;
  /** The two ends, or two opposite corners. */
  readonly from: Place;
  readonly to: Place;
  /** What the eraser left of its ink; null: all. */
  readonly pieces: readonly (readonly Place[])[] | null;
}

/** A number line, a table, axes: `aids.ts` draws them. */
export interface LaidAid extends Common {
  readonly kind: "aid";
  readonly aid: AidKind;
  readonly place: Place;
  readonly scale: number;
}

/** Mathematics, as LaTeX. */
export interface Formula extends Common {
  readonly kind: "formula";
  readonly colour: string;
  readonly size: number;
  readonly place: Place;
  readonly latex: string;
}

/** Axes with the curves of the functions typed for them: `maths/graph.ts` draws them. */
export interface Graph extends Common {
  readonly kind: "graph";
  readonly colour: string;
  readonly text: string;
  readonly window: Window;
  readonly place: Place;
  readonly scale: number;
}

/** Made by a later version: its place is kept, and what it is cannot be shown. */
export interface Unknown extends Common {
  readonly kind: "unknown";
  readonly place: Place;
  readonly width: number;
  readonly height: number;
}

export type Item = Stroke | Text | Photo | Figure | LaidAid | Formula | Graph | Unknown;
export type Ink = Stroke["kind"];

/** Written once, when the item is made. */
export interface Head {
  readonly k: string;
  readonly a: string;
  readonly t: number;
  readonly c?: string;
  readonly w?: number;
  readonly z?: 1;
  readonly s?: string;
  /** Which aid. */
  readonly f?: string;
  readonly d?: readonly [width: number, height: number];
  /** Which page of the board; absent: the first. */
  readonly b?: string;
}

/** Where an item was moved to since it was made: each of its points p is now `scale × p + (x, y)`. */
export interface Shift {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export const UNMOVED: Shift = { x: 0, y: 0, scale: 1 };
export const LONGEST_TEXT = 2000;
const UNKNOWN_SIZE = [220, 90] as const;
export const SCALE_MIN = 0.05;
export const SCALE_MAX = 20;
/** Units from the origin: a hundred screens away. What lies further was not put there by a hand. */
export const REACH = 100_000;
const COLOUR = /^#[0-9A-Fa-f]{6}$/;
const SOURCE = /^\/(?!\/)[\w./-]+$/;

export function isInk(item: Item): item is Stroke {
  return item.kind === "pen" || item.kind === "marker";
}

/** What lies beneath the writing: neither rubbed out nor dragged by accident. */
export function isGround({ kind }: Item): boolean {
  return kind === "photo" || kind === "aid" || kind === "graph" || kind === "unknown";
}

export function isFigure(item: Item): item is Figure {
  return isFigureKind(item.kind);
}

function isFigureKind(kind: string): kind is FigureKind {
  return (FIGURES as readonly string[]).includes(kind);
}

/** The lines its ink follows. */
export function inkLines(item: Stroke | Figure): readonly (readonly Place[])[] {
  return item.pieces ?? [isInk(item) ? item.points : inkLine(item)];
}

/** The item, or null when it is not one this version knows how to draw. `points`: those of its stroke. */
export function readItem(id: string, map: Y.Map<unknown>, points: () => readonly Point[]): Item | null {
  const head = map.get("h");
  if (!isHead(head)) return null;
  const item = made(id, head, map, points);
  const shift = shiftOf(map);
  const moved = item === null || shift === UNMOVED ? item : shifted(item, shift);
  return moved === null || outOfReach(moved) ? null : moved;
}

function outOfReach(item: Item): boolean {
  if (isInk(item)) return item.points.some(isFar);
  if (isFigure(item)) return isFar(item.from) || isFar(item.to);
  const far = "width" in item && (item.width > REACH || item.height > REACH);
  return far || isFar(item.place);
}

function isFar({ x, y }: Place): boolean {
  return Math.abs(x) > REACH || Math.abs(y) > REACH;
}

function made(id: string, head: Head, map: Y.Map<unknown>, points: () => readonly Point[]): Item | null {
  const common = { id, page: typeof head.b === "string" ? head.b : FIRST_PAGE, author: head.a, at: head.t };
  const colour = head.c !== undefined && COLOUR.test(head.c) ? head.c : "#14211C";
  const width = clamp(head.w ?? 3, 0.5, 80);
  switch (head.k) {
    case "pen":
    case "marker": {
      const line = points();
      const pieces = piecesOf(line, cutsOf(map));
      if (pieces?.length === 0) return null;
      return { ...common, kind: head.k, colour, width, pressed: head.z === 1, points: line, pieces };
    }
    case "text": {
      const [text, place] = [map.get("x"), placeOf(map)];
      if (typeof text !== "string" || place === null) return null;
      const size = clamp(head.w ?? 24, 6, 200);
      return { ...common, kind: "text", colour, size, place, text: masked(text.slice(0, LONGEST_TEXT)) };
    }
    case "photo": {
      const place = placeOf(map);
      const [wide, high] = head.d ?? [0, 0];
      if (place === null || head.s === undefined || !SOURCE.test(head.s) || !(wide > 0 && high > 0))
        return null;
      const frame = frameOf(map.get("c"));
      const seen = inSight({ place, width: wide, height: high }, frame);
      return { ...common, kind: "photo", source: head.s, ...seen, frame };
    }
    case "aid": {
      const place = placeOf(map);
      return place === null || !isAid(head.f)
        ? null
        : { ...common, kind: "aid", aid: head.f, place, scale: 1 };
    }
    case "formula": {
      const [latex, place] = [map.get("x"), placeOf(map)];
      if (typeof latex !== "string" || place === null) return null;
      const size = clamp(head.w ?? 28, 6, 200);
      return {
        ...common,
        kind: "formula",
        colour,
        size,
        place,
        latex: maskedLatex(latex.slice(0, LONGEST_LATEX)),
      };
    }
    case "graph": {
      const [text, place, bounds] = [map.get("x"), placeOf(map), map.get("r")];
      if (typeof text !== "string" || place === null) return null;
      const window = isNumbers(bounds, 4) && isWindow(bounds) ? bounds : USUAL_WINDOW;
      return {
        ...common,
        kind: "graph",
        colour,
        text: masked(text.slice(0, LONGEST_GRAPH)),
        window,
        place,
        scale: 1,
      };
    }
    default: {
      if (!isFigureKind(head.k)) return unknown(common, head, placeOf(map));
      const ends = map.get("e");
      if (!isNumbers(ends, 4)) return null;
      const [fromX, fromY, toX, toY] = ends as [number, number, number, number];
      const [from, to] = [
        { x: fromX, y: fromY },
        { x: toX, y: toY },
      ];
      const pieces = piecesOf(inkLine({ kind: head.k, from, to }), cutsOf(map));
      return pieces?.length === 0 ? null : { ...common, kind: head.k, colour, width, from, to, pieces };
    }
  }
}

function unknown(common: Common, head: Head, place: Place | null): Unknown | null {
  const [width, height] = head.d ?? UNKNOWN_SIZE;
  return place === null || !(width > 0 && height > 0)
    ? null
    : { ...common, kind: "unknown", place, width, height };
}

/** The item as it is after `shift`. */
export function shifted(item: Item, shift: Shift): Item {
  const { scale } = shift;
  const at = (place: Place): Place => ({ x: place.x * scale + shift.x, y: place.y * scale + shift.y });
  if (isInk(item)) {
    const moved = (points: readonly Point[]): Point[] =>
      points.map(({ x, y, pressure }) => ({ ...at({ x, y }), pressure }));
    const pieces = item.pieces?.map(moved) ?? null;
    return { ...item, width: item.width * scale, points: moved(item.points), pieces };
  }
  if (isFigure(item)) {
    const pieces = item.pieces?.map((piece) => piece.map(at)) ?? null;
    return { ...item, width: item.width * scale, from: at(item.from), to: at(item.to), pieces };
  }
  if (item.kind === "aid" || item.kind === "graph") return { ...item, scale, place: at(item.place) };
  if (item.kind === "text" || item.kind === "formula")
    return { ...item, size: item.size * scale, place: at(item.place) };
  return { ...item, place: at(item.place), width: item.width * scale, height: item.height * scale };
}

/** `then` after `first`, in one. */
export function combined(first: Shift, then: Shift): Shift {
  return {
    x: first.x * then.scale + then.x,
    y: first.y * then.scale + then.y,
    scale: first.scale * then.scale,
  };
}

export function shiftOf(map: Y.Map<unknown>): Shift {
  const kept = map.get("g");
  if (!isNumbers(kept, 3)) return UNMOVED;
  const [x, y, scale] = kept as [number, number, number];
  return { x, y, scale: clamp(scale, SCALE_MIN, SCALE_MAX) };
}

function isHead(value: unknown): value is Head {
  if (typeof value !== "object" || value === null) return false;
  const head = value as Partial<Record<keyof Head, unknown>>;
  return (
    typeof head.k === "string" &&
    typeof head.a === "string" &&
    typeof head.t === "number" &&
    (head.c === undefined || typeof head.c === "string") &&
    (head.w === undefined || Number.isFinite(head.w)) &&
    (head.s === undefined || typeof head.s === "string") &&
    (head.f === undefined || typeof head.f === "string") &&
    (head.d === undefined || isNumbers(head.d, 2))
  );
}

function placeOf(map: Y.Map<unknown>): Place | null {
  const at = map.get("m");
  return isNumbers(at, 2) ? { x: at[0] as number, y: at[1] as number } : null;
}

function isNumbers(value: unknown, count: number): value is readonly number[] {
  return Array.isArray(value) && value.length === count && value.every(Number.isFinite);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
