import type { Awareness } from "y-protocols/awareness";
import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import { zoomed } from "../board/camera";
import type { Place } from "../board/geometry";
import { inkWidth, type Tool } from "../board/hand";
import type { StrokeInProgress } from "../board/ink";
import { pageOf } from "../board/others";
import { presentOn } from "../board/present";
import type { Stylus } from "../board/stylus";
import type { Edge } from "./edge";
import {
  arc,
  CENTIMETRE,
  edgeNear,
  FIRST_OPENING,
  INSTRUMENTS,
  type Instrument,
  type InstrumentKind,
  inWords,
  laid,
  PROTRACTOR_RADIUS,
  RULER_CM,
  RULER_END,
  readInstrument,
  SQUARE_CM,
} from "./instrument";
import { Piece } from "./piece";

const EDGE_PX = 12;
const TURN_RAD = Math.PI / 12;
const OPEN_BY = CENTIMETRE / 2;
/** Seen from farther than this, the numbers on an instrument are too small to read. */
const FARTHEST_ZOOM = 0.6;
const MARGIN_PX = 8;
/** From the middle of the handle that turns it, at its right end, to what is beyond it. */
const HANDLE_PX = 22;
/** The left and right ends of each, from its origin. */
const ENDS: Readonly<Record<InstrumentKind, readonly [left: number, right: number]>> = {
  ruler: [-RULER_END, RULER_CM * CENTIMETRE + RULER_END],
  square: [0, SQUARE_CM.along * CENTIMETRE],
  protractor: [-PROTRACTOR_RADIUS, PROTRACTOR_RADIUS],
  compass: [0, FIRST_OPENING],
};
/** The middle of each, from its origin: where it is held when it is taken out. */
const MIDDLES: Readonly<Record<InstrumentKind, Place>> = {
  ruler: { x: (RULER_CM * CENTIMETRE) / 2, y: 33 },
  square: { x: (SQUARE_CM.along * CENTIMETRE) / 2.5, y: -(SQUARE_CM.up * CENTIMETRE) / 2.5 },
  protractor: { x: 0, y: -PROTRACTOR_RADIUS / 2 },
  compass: { x: 1.5 * CENTIMETRE, y: -60 },
};

export interface TrayOptions {
  /** That of the sheet. */
  readonly stylus: Stylus;
  tool(): Tool;
  colour(): string;
  mayWrite(): boolean;
  /** An instrument was taken out, moved or put away. */
  changed(): void;
  say(text: string): void;
}

/** The instruments this person has on the sheet, and, drawn beneath, those of the others. Nothing of it is stored. */
export class Tray {
  private readonly pieces = new Map<InstrumentKind, Piece>();
  private readonly theirs = new Map<string, Piece>();
  private held: InstrumentKind | null = null;
  private stroke: StrokeInProgress | null = null;

  constructor(
    private readonly layer: HTMLElement,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly awareness: Awareness,
    private readonly options: TrayOptions,
  ) {}

  /** Taken out in the middle of the screen, or put away. */
  toggle(kind: InstrumentKind): void {
    if (this.pieces.has(kind)) {
      this.away(kind);
      return;
    }
    const piece = new Piece(laid(kind, this.inSight(kind)), this.view, {
      stylus: this.options.stylus,
      forThePen: (at) => this.pens() && this.edge(at) !== null,
      pencilDraws: () => this.pens(),
      traced: (one, from, to, done) => this.traced(one, from, to, done),
      changed: () => this.options.changed(),
      say: (text) => this.options.say(text),
      taken: () => this.hold(kind),
      away: () => this.away(kind),
    });
    this.pieces.set(kind, piece);
    this.layer.append(piece.element);
    this.hold(kind);
    piece.element.focus({ preventScroll: true });
    this.options.say(`${inWords(piece.instrument)}. ${keysOf(kind)}`);
  }

  /** Where it lies when it is taken out: whole in sight, on a sheet seen from farther if need be, or its zero at least. */
  private inSight(kind: InstrumentKind): Place {
    const { view } = this;
    const { width, height } = view.viewport;
    const [left, right] = ENDS[kind];
    const fits = Math.max(FARTHEST_ZOOM, (width - MARGIN_PX - HANDLE_PX) / (right - left));
    const middle = { x: width / 2, y: height / 2 };
    if (fits < view.camera.zoom) view.look(zoomed(view.camera, fits / view.camera.zoom, middle));
    const at = view.toBoard(middle);
    const first = view.toBoard({ x: MARGIN_PX, y: 0 }).x - left;
    const last = view.toBoard({ x: width - HANDLE_PX, y: 0 }).x - right;
    const own = MIDDLES[kind];
    return { x: Math.max(first, Math.min(at.x - own.x, last)), y: at.y - own.y };
  }

  has(kind: InstrumentKind): boolean {
    return this.pieces.has(kind);
  }

  /** The one its buttons act on. */
  get current(): InstrumentKind | null {
    return this.held;
  }

  edge(at: Place): Edge | null {
    return edgeNear(this.instruments(), at, EDGE_PX / this.view.camera.zoom);
  }

  turn(steps: number): void {
    this.now((piece) => piece.turn(steps * TURN_RAD));
  }

  open(steps: number): void {
    this.now((piece) => piece.open(steps * OPEN_BY));
  }

  /** The whole circle, for whoever does not turn the pencil by hand. */
  circle(): void {
    if (!this.options.mayWrite()) return;
    this.now(({ instrument: { x, y, opening } }) => {
      const corner = (sign: number): Place => ({ x: x + sign * opening, y: y + sign * opening });
      const width = inkWidth("pen", this.view.camera.zoom);
      const id = this.board.beginFigure("ellipse", corner(-1), this.options.colour(), width);
      this.board.stretch(id, corner(-1), corner(1));
      this.options.say("Cercle tracé.");
    });
  }

  putAway(): void {
    if (this.held !== null) this.away(this.held);
  }

  /** Follows the sheet. */
  lay(): void {
    for (const piece of [...this.pieces.values(), ...this.theirs.values()]) piece.lay();
  }

  /** What the others are to see. */
  told(): Readonly<Record<string, unknown>> {
    return this.pieces.size === 0 ? {} : { instruments: [...this.instruments()] };
  }

  private *instruments(): Generator<Instrument> {
    for (const piece of this.pieces.values()) yield piece.instrument;
  }

  private pens(): boolean {
    const tool = this.options.tool();
    return (tool === "pen" || tool === "marker") && this.options.mayWrite();
  }

  private hold(kind: InstrumentKind | null): void {
    this.held = kind;
    this.options.changed();
  }

  private away(kind: InstrumentKind): void {
    const piece = this.pieces.get(kind);
    if (piece === undefined) return;
    piece.element.remove();
    this.pieces.delete(kind);
    this.hold([...this.pieces.keys()].at(-1) ?? null);
    this.options.say("Rangé.");
  }

  private now(act: (piece: Piece) => void): void {
    const piece = this.held === null ? undefined : this.pieces.get(this.held);
    if (piece === undefined) return;
    act(piece);
    this.options.say(`${inWords(piece.instrument)}.`);
  }

  private traced(one: Instrument, from: number, to: number, done: boolean): void {
    if (done) {
      this.stroke = null;
      return;
    }
    const width = inkWidth("pen", this.view.camera.zoom);
    this.stroke ??= this.board.beginStroke("pen", this.options.colour(), width, false);
    this.stroke.add(arc(one, from, to).map((at) => ({ ...at, pressure: 0.5 })));
    this.stroke.flush();
  }

  /** Of those who look at the same page. */
  layTheirs(): void {
    const seen = new Set<string>();
    for (const [client, state] of presentOn(this.awareness, hasOut)) {
      if (pageOf(state) !== this.board.page) continue;
      for (const one of state.instruments.slice(0, INSTRUMENTS.length).map(readInstrument)) {
        if (one === null) continue;
        const key = `${client} ${one.kind}`;
        seen.add(key);
        this.showTheirs(key, one);
      }
    }
    for (const [key, piece] of this.theirs) {
      if (seen.has(key)) continue;
      piece.element.remove();
      this.theirs.delete(key);
    }
  }

  private showTheirs(key: string, one: Instrument): void {
    const known = this.theirs.get(key);
    if (known !== undefined) {
      known.set(one);
      return;
    }
    const piece = new Piece(one, this.view, null);
    piece.element.setAttribute("aria-hidden", "true");
    this.theirs.set(key, piece);
    this.layer.prepend(piece.element);
  }
}

interface HasOut {
  readonly id: string;
  readonly page?: unknown;
  readonly instruments: readonly unknown[];
}

function hasOut(state: unknown): state is HasOut {
  const { id, instruments } = (state ?? {}) as Partial<Record<keyof HasOut, unknown>>;
  return typeof id === "string" && Array.isArray(instruments);
}

/** By which keys it is used: nothing on the screen says it. */
function keysOf(kind: InstrumentKind): string {
  const turns = kind === "compass" ? "Entrée\u00a0: poser la mine. " : "";
  return `Flèches\u00a0: déplacer. ${turns}Page haut et Page bas\u00a0: tourner. Échap\u00a0: ranger.`;
}
