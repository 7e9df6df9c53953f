import { distanceToSegment, type Place } from "../board/geometry";
import type { Edge } from "./edge";

/**
 * The geometry set: where an instrument lies on the sheet, and the edges a pen follows. Nothing is drawn here.
 *
 * Its own coordinates are board units around its origin: the zero of the ruler, the right angle of the set square,
 * the centre of the protractor, the point of the compass.
 */
export type InstrumentKind = "ruler" | "square" | "protractor" | "compass";
export const INSTRUMENTS: readonly InstrumentKind[] = ["ruler", "square", "protractor", "compass"];

export interface Instrument {
  readonly kind: InstrumentKind;
  readonly x: number;
  readonly y: number;
  /** Radians, clockwise on screen. */
  readonly angle: number;
  /** Of the compass: from its point to its pencil, board units. */
  readonly opening: number;
}

/** Two squares of the 5 × 5 paper. */
export const CENTIMETRE = 48;
export const MILLIMETRE = CENTIMETRE / 10;
export const RULER_CM = 12;
export const RULER_END = 12;
export const RULER_DEPTH = 66;
export const SQUARE_CM = { along: 8, up: 5 };
export const PROTRACTOR_RADIUS = 5 * CENTIMETRE;
export const OPENING_MIN = CENTIMETRE / 2;
export const OPENING_MAX = 10 * CENTIMETRE;
export const FIRST_OPENING = 3 * CENTIMETRE;
const FULL_TURN = 2 * Math.PI;

export function laid(kind: InstrumentKind, at: Place): Instrument {
  return { kind, x: at.x, y: at.y, angle: 0, opening: FIRST_OPENING };
}

export function turned(one: Instrument, by: number): Instrument {
  const angle = (one.angle + by) % FULL_TURN;
  return { ...one, angle: angle < 0 ? angle + FULL_TURN : angle };
}

/** Opened to `opening`, to the nearest millimetre. */
export function opened(one: Instrument, opening: number): Instrument {
  const even = Math.round(opening / MILLIMETRE) * MILLIMETRE;
  return { ...one, opening: Math.min(OPENING_MAX, Math.max(OPENING_MIN, even)) };
}

export function onSheet(one: Instrument, own: Place): Place {
  const [cos, sin] = [Math.cos(one.angle), Math.sin(one.angle)];
  return { x: one.x + own.x * cos - own.y * sin, y: one.y + own.x * sin + own.y * cos };
}

/** The edges a pen follows, on the sheet. A compass has none: its pencil turns. */
export function edges(one: Instrument): Edge[] {
  const along = (from: Place, to: Place): Edge => ({ from: onSheet(one, from), to: onSheet(one, to) });
  const end = RULER_CM * CENTIMETRE + RULER_END;
  switch (one.kind) {
    case "ruler":
      return [
        along({ x: -RULER_END, y: 0 }, { x: end, y: 0 }),
        along({ x: -RULER_END, y: RULER_DEPTH }, { x: end, y: RULER_DEPTH }),
      ];
    case "square": {
      const corner = { x: 0, y: 0 };
      const right = { x: SQUARE_CM.along * CENTIMETRE, y: 0 };
      const top = { x: 0, y: -SQUARE_CM.up * CENTIMETRE };
      return [along(corner, right), along(corner, top), along(top, right)];
    }
    case "protractor":
      return [along({ x: -PROTRACTOR_RADIUS, y: 0 }, { x: PROTRACTOR_RADIUS, y: 0 })];
    case "compass":
      return [];
  }
}

/** The edge a pen put down at `at` follows, or null when none is within `reach`. */
export function edgeNear(instruments: Iterable<Instrument>, at: Place, reach: number): Edge | null {
  let best: Edge | null = null;
  let nearest = reach;
  for (const one of instruments)
    for (const edge of edges(one)) {
      const far = distanceToSegment(at, edge.from, edge.to);
      if (far > nearest) continue;
      nearest = far;
      best = edge;
    }
  return best;
}

/** Places of the arc from one angle to the other around the compass, about `step` board units apart. */
export function arc(one: Instrument, fromAngle: number, toAngle: number, step = 4): Place[] {
  const count = Math.max(1, Math.ceil((Math.abs(toAngle - fromAngle) * one.opening) / step));
  return Array.from({ length: count + 1 }, (_, order) => {
    const angle = fromAngle + ((toAngle - fromAngle) * order) / count;
    return { x: one.x + one.opening * Math.cos(angle), y: one.y + one.opening * Math.sin(angle) };
  });
}

/** The way from one angle to the next a turning hand took, never more than half a turn. */
export function turnBetween(before: number, after: number): number {
  const turn = (after - before) % FULL_TURN;
  if (turn > Math.PI) return turn - FULL_TURN;
  return turn < -Math.PI ? turn + FULL_TURN : turn;
}

/** What another page says of its instrument; null when it is none of ours. */
export function readInstrument(value: unknown): Instrument | null {
  if (typeof value !== "object" || value === null) return null;
  const { kind, x, y, angle, opening } = value as Partial<Record<keyof Instrument, unknown>>;
  if (!(INSTRUMENTS as readonly unknown[]).includes(kind)) return null;
  if (![x, y, angle, opening].every(Number.isFinite)) return null;
  const one = { kind: kind as InstrumentKind, x: x as number, y: y as number, angle: angle as number };
  return opened({ ...one, opening: 0 }, opening as number);
}

/** « Règle, tournée de 30° », for whoever does not see it. */
export function inWords(one: Instrument): string {
  const degrees = Math.round((one.angle * 360) / FULL_TURN) % 360;
  const name = NAMES[one.kind];
  if (one.kind === "compass") {
    const centimetres = (one.opening / CENTIMETRE).toFixed(1).replace(".", ",").replace(",0", "");
    return `${name}, ouvert de ${centimetres} cm`;
  }
  return degrees === 0 ? `${name}, à plat` : `${name}, tour${ENDINGS[one.kind]} de ${degrees}°`;
}

const NAMES: Readonly<Record<InstrumentKind, string>> = {
  ruler: "Règle",
  square: "Équerre",
  protractor: "Rapporteur",
  compass: "Compas",
};
const ENDINGS: Readonly<Record<InstrumentKind, string>> = {
  ruler: "née",
  square: "née",
  protractor: "né",
  compass: "né",
};
