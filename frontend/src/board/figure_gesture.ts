import type { BoardDocument } from "./board_document";
import type { BoardView } from "./board_view";
import { secondEnd } from "./figures";
import type { Place } from "./geometry";
import { type Gesture, SHARE_EVERY_MS } from "./gesture";
import type { FigureKind } from "./item";

const BEGINS_PX = 6;

export interface FigureOptions {
  colour(): string;
  width(): number;
  /** Where the first of two taps was, or null: shown on the sheet. */
  mark(at: Place | null): void;
  say(text: string): void;
  now(): number;
}

/** A figure drawn from one end to the other, or by a tap at each end. */
export class FigureGesture implements Gesture {
  /** The first of two taps. */
  private tapped: Place | null = null;
  private from: Place | null = null;
  private id: string | null = null;
  private sharedAt = 0;

  constructor(
    readonly kind: FigureKind,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly options: FigureOptions,
  ) {}

  down(at: Place, even: boolean): void {
    this.from = this.tapped ?? at;
    if (this.tapped === null) return;
    this.begin();
    this.stretch(at, even);
  }

  move(at: Place, even: boolean): void {
    if (this.from === null) return;
    if (this.id === null) {
      const far = Math.hypot(at.x - this.from.x, at.y - this.from.y) * this.view.camera.zoom;
      if (far < BEGINS_PX) return;
      this.begin();
    }
    if (this.options.now() - this.sharedAt < SHARE_EVERY_MS) return;
    this.stretch(at, even);
  }

  up(at: Place, even: boolean): void {
    if (this.from === null) return;
    if (this.id === null) {
      this.tapped = at;
      this.options.mark(at);
      this.options.say("Un bout est posé\u00a0: touchez l’autre bout.");
    } else {
      this.stretch(at, even);
      this.forget();
      this.options.say("Figure tracée.");
    }
    this.from = null;
  }

  cancel(): void {
    if (this.id !== null) this.board.erase([this.id]);
    this.forget();
    this.from = null;
  }

  /** Another tool is chosen. */
  forget(): void {
    this.tapped = null;
    this.id = null;
    this.view.hold([]);
    this.options.mark(null);
  }

  private begin(): void {
    if (this.from === null) return;
    this.id = this.board.beginFigure(this.kind, this.from, this.options.colour(), this.options.width());
    this.view.hold([this.id]);
    this.options.mark(null);
  }

  private stretch(at: Place, even: boolean): void {
    if (this.id === null || this.from === null) return;
    this.sharedAt = this.options.now();
    this.board.stretch(this.id, this.from, secondEnd(this.kind, this.from, at, even));
  }
}
