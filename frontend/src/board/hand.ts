import { type Edge, follow } from "../instruments/edge";
import type { BoardDocument } from "./board_document";
import type { BoardView } from "./board_view";
import { type Camera, moved, pinched, zoomed } from "./camera";
import { Corner } from "./corner";
import type { Eraser } from "./eraser";
import type { Place } from "./geometry";
import { type Gesture, SHARE_EVERY_MS } from "./gesture";
import type { StrokeInProgress } from "./ink";
import type { FigureKind, Ink } from "./item";
import type { HandStroke } from "./live_layer";
import type { Point } from "./points";
import { isPalm, type Stylus } from "./stylus";

/**
 * Fingers, stylus and mouse on the sheet.
 *
 * One finger draws, two move and zoom; a palm does nothing. While a stylus is about, fingers only move the sheet,
 * and none is heard while it is down. A finger's stroke is shared once it is clear that it is not the first of two.
 */
export type Tool = "pen" | "marker" | "eraser" | "text" | "move" | "select" | "laser" | FigureKind;

export interface HandOptions {
  /** Heard by all that lies on the sheet. */
  readonly stylus: Stylus;
  tool(): Tool;
  colour(): string;
  mayWrite(): boolean;
  /** The screen is to be touched, wherever: the tap that comes down now does it, and nothing else. */
  answers(): boolean;
  /** What a tool other than the pens does; none for one that only points. */
  gesture(tool: Tool): Gesture | undefined;
  eraser: Eraser;
  /** The edge of an instrument that a pen put down here follows, or null. */
  edge(at: Place): Edge | null;
  /** Because of the stylus a finger moved the sheet; false: fingers write again. */
  fingerMoves(moves: boolean): void;
  /** The pointer's place on the board; null when it left. */
  onPointer(at: Place | null): void;
}

const TOUCH_DECIDES_MS = 80;
const TOUCH_DECIDES_PX = 10;
const TAP_PX = 8;
const PEN_PX = 3.4;
const MARKER_PX = 20;
/** Ink a hand left before its stylus came down, and that goes when it does. */
const STRAY_PX = 24;

interface Contact {
  x: number;
  y: number;
  readonly kind: string;
  readonly size: number;
}

interface Drawing {
  readonly pointer: number;
  readonly look: Omit<HandStroke, "points">;
  readonly points: Point[];
  readonly startedAt: number;
  readonly from: Place;
  /** Of the sheet, as it began. */
  readonly zoom: number;
  readonly edge: Edge | null;
  /** Points already given to the document. */
  shared: number;
  stroke: StrokeInProgress | null;
}

/** Board units, so that the ink is as wide on screen whatever the zoom, within a range. */
export function inkWidth(kind: Ink, zoom: number): number {
  const pixels = kind === "pen" ? PEN_PX : MARKER_PX;
  return Math.round(Math.min(3 * pixels, Math.max(pixels / 3, pixels / zoom)) * 2) / 2;
}

export class Hand {
  private readonly contacts = new Map<number, Contact>();
  private drawing: Drawing | null = null;
  private acting: { pointer: number; from: Place; gesture: Gesture } | null = null;
  /** What a second contact cut short, and where the sheet was then, until it is clear that it was no palm. */
  private interrupted: (Drawing & { readonly camera: Camera }) | null = null;
  private answers = false;
  private dragging = false;
  private fingersMove = false;
  private spaceHeld = false;
  private shareTimer: ReturnType<typeof setInterval> | null = null;
  private readonly corner: Corner;

  constructor(
    private readonly surface: HTMLElement,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly options: HandOptions,
  ) {
    this.corner = new Corner(surface);
    surface.addEventListener("pointerdown", (event) => this.down(event));
    surface.addEventListener("pointermove", (event) => this.move(event));
    surface.addEventListener("pointerup", (event) => this.up(event, false));
    surface.addEventListener("pointercancel", (event) => this.up(event, true));
    surface.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse") this.options.onPointer(null);
    });
    surface.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    surface.addEventListener("contextmenu", (event) => event.preventDefault());
    addEventListener("keydown", (event) => {
      if (event.code === "Space") this.spaceHeld = true;
    });
    addEventListener("keyup", (event) => {
      if (event.code === "Space") this.spaceHeld = false;
    });
    addEventListener("blur", () => {
      this.spaceHeld = false;
    });
  }

  private down(event: PointerEvent): void {
    if (this.contacts.size === 0) this.corner.forget();
    const at = this.contact(event);
    if (event.pointerType === "pen") {
      this.options.stylus.heard(event.timeStamp);
      for (const [id, { kind }] of this.contacts) if (kind === "touch") this.drop(id);
    } else if (event.pointerType === "touch" && this.isOfNoUse(event, at)) return;
    this.contacts.set(event.pointerId, at);
    this.surface.setPointerCapture(event.pointerId);
    if (this.contacts.size === 2) {
      this.becomePinch();
      return;
    }
    if (this.contacts.size > 2) return;
    if (this.movesSheet(event)) {
      this.startDragging();
      return;
    }
    if (event.pointerType === "touch") this.fingersAre(false);
    if (!this.options.mayWrite()) {
      this.startDragging();
      return;
    }
    this.answers = this.options.answers();
    const erasesNow = event.pointerType === "pen" && (event.buttons & 32) !== 0;
    const tool = erasesNow ? "eraser" : this.options.tool();
    if (tool === "pen" || tool === "marker") {
      this.startDrawing(event, at, tool);
      return;
    }
    const place = this.view.toBoard(at);
    this.options.onPointer(place);
    const gesture = erasesNow ? this.options.eraser : this.options.gesture(tool);
    if (gesture === undefined || this.answers) return;
    this.acting = { pointer: event.pointerId, from: at, gesture };
    gesture.down(place, event.shiftKey);
  }

  private movesSheet(event: PointerEvent): boolean {
    if (event.pointerType === "mouse" && event.button !== 0) return true;
    if (event.pointerType === "touch" && this.options.stylus.writes(event.timeStamp)) {
      this.fingersAre(true);
      return true;
    }
    return this.options.tool() === "move" || this.spaceHeld;
  }

  /** The page turns under the hand: what it does ends there. */
  finish(): void {
    this.interrupted = null;
    this.finishDrawing();
    this.acting?.gesture.cancel();
    this.acting = null;
  }

  /** By choice, the stylus is laid down. */
  fingersWrite(): void {
    this.options.stylus.laidDown();
    this.fingersAre(false);
  }

  private fingersAre(moving: boolean): void {
    if (moving === this.fingersMove) return;
    this.fingersMove = moving;
    this.options.fingerMoves(moving);
  }

  /** The hand that holds the stylus, or a palm: beside a finger, the wider of the two. */
  private isOfNoUse(event: PointerEvent, { size }: Contact): boolean {
    if (this.options.stylus.near(event.timeStamp) || isPalm(size)) return true;
    for (const [id, contact] of this.contacts) {
      if (contact.kind === "pen" || isPalm(size, contact.size)) return true;
      if (isPalm(contact.size, size)) this.drop(id);
    }
    return false;
  }

  /** It was no finger: what it did is taken back, and a finger beside it goes on. */
  private drop(pointer: number): void {
    this.contacts.delete(pointer);
    if (this.drawing?.pointer === pointer) this.takeBackDrawing();
    if (this.acting?.pointer === pointer) {
      this.acting.gesture.cancel();
      this.acting = null;
    }
    const { interrupted } = this;
    if (interrupted?.pointer === pointer) this.interrupted = null;
    if (this.contacts.size === 0) this.stopDragging();
    else if (interrupted !== null && this.contacts.has(interrupted.pointer)) {
      this.interrupted = null;
      this.stopDragging();
      this.view.look(interrupted.camera);
      this.draw(interrupted);
    }
  }

  private move(event: PointerEvent): void {
    if (event.pointerType === "pen") this.options.stylus.heard(event.timeStamp);
    const at = this.contact(event);
    const before = this.contacts.get(event.pointerId);
    if (before === undefined && event.pointerType === "touch") return;
    this.options.onPointer(this.view.toBoard(at));
    if (before === undefined) return;
    // It came down on its side, and lay down since.
    const other = [...this.contacts].find(([id]) => id !== event.pointerId)?.[1];
    if (event.pointerType === "touch" && isPalm(at.size, other?.size ?? null)) {
      this.drop(event.pointerId);
      return;
    }
    if (this.contacts.size >= 2 || this.dragging) {
      this.moveSheet(event.pointerId, before, at);
    } else if (this.drawing?.pointer === event.pointerId) {
      const steps = event.getCoalescedEvents?.() ?? [];
      for (const step of steps.length > 0 ? steps : [event]) this.addPoint(this.drawing, step);
      this.show(this.drawing);
    } else if (this.acting?.pointer === event.pointerId) {
      this.acting.gesture.move(this.view.toBoard(at), event.shiftKey);
    }
    this.contacts.set(event.pointerId, at);
  }

  private up(event: PointerEvent, cancelled: boolean): void {
    if (event.pointerType === "pen") this.options.stylus.heard(event.timeStamp);
    if (!this.contacts.delete(event.pointerId)) return;
    if (this.interrupted !== null) this.eraseWithin(TOUCH_DECIDES_PX, this.interrupted);
    this.interrupted = null;
    const { drawing } = this;
    if (drawing?.pointer === event.pointerId) {
      if (cancelled && event.pointerType === "touch") this.takeBackDrawing();
      else this.finishDrawing();
      if (this.answers) this.eraseWithin(TAP_PX, drawing);
    }
    if (this.acting?.pointer === event.pointerId) {
      const { from, gesture } = this.acting;
      this.acting = null;
      const at = this.local(event);
      const still = Math.hypot(at.x - from.x, at.y - from.y) < TAP_PX;
      if (cancelled) gesture.cancel();
      else gesture.up(this.view.toBoard(at), event.shiftKey, still);
    }
    if (this.contacts.size === 0) this.stopDragging();
    if (event.pointerType !== "mouse" && this.contacts.size === 0) this.options.onPointer(null);
  }

  // -- drawing -----------------------------------------------------------------------------------------

  private startDrawing(event: PointerEvent, at: Place, kind: "pen" | "marker"): void {
    const look = {
      kind,
      colour: this.options.colour(),
      width: inkWidth(kind, this.view.camera.zoom),
      pressed: event.pointerType === "pen" && kind === "pen",
    };
    const drawing: Drawing = {
      pointer: event.pointerId,
      look,
      points: [],
      startedAt: event.timeStamp,
      from: at,
      zoom: this.view.camera.zoom,
      edge: this.options.edge(this.view.toBoard(at)),
      shared: 0,
      stroke: null,
    };
    this.addPoint(drawing, event);
    if (event.pointerType !== "touch") this.share(drawing);
    this.draw(drawing);
  }

  private draw(drawing: Drawing): void {
    this.drawing = drawing;
    this.show(drawing);
    this.shareTimer = setInterval(() => {
      if (this.drawing !== null) this.shareWhenSure(this.drawing);
    }, SHARE_EVERY_MS);
  }

  private addPoint(drawing: Drawing, event: PointerEvent): void {
    const at = this.local(event);
    const hand = this.view.toBoard(at);
    const place = drawing.edge === null ? hand : follow(drawing.edge, hand);
    const last = drawing.points.at(-1);
    // A still hand sends many equal points.
    if (last !== undefined && Math.hypot(place.x - last.x, place.y - last.y) * this.view.camera.zoom < 0.6)
      return;
    drawing.points.push({ ...place, pressure: drawing.look.pressed ? event.pressure : 0.5 });
  }

  private shareWhenSure(drawing: Drawing): void {
    if (drawing.stroke === null) {
      const last = this.contacts.get(drawing.pointer) ?? drawing.from;
      const far = Math.hypot(last.x - drawing.from.x, last.y - drawing.from.y) > TOUCH_DECIDES_PX;
      if (!far && performance.now() - drawing.startedAt < TOUCH_DECIDES_MS) return;
    }
    this.share(drawing);
    this.show(drawing);
  }

  private share(drawing: Drawing): void {
    const { kind, colour, width, pressed } = drawing.look;
    drawing.stroke ??= this.board.beginStroke(kind, colour, width, pressed, (id) => this.show(drawing, id));
    drawing.stroke.add(drawing.points.slice(drawing.shared));
    drawing.shared = drawing.points.length;
    drawing.stroke.flush();
  }

  private show(drawing: Drawing, id = drawing.stroke?.id ?? null): void {
    this.view.drawing({ ...drawing.look, points: drawing.points }, id);
  }

  private finishDrawing(): void {
    const { drawing } = this;
    if (drawing === null) return;
    this.share(drawing);
    this.show(drawing);
    this.dropDrawing();
  }

  private takeBackDrawing(): void {
    const { drawing } = this;
    if (drawing?.stroke == null) {
      this.dropDrawing();
      return;
    }
    this.finishDrawing();
    this.eraseWithin(STRAY_PX, drawing);
  }

  /** Ink that went no further than this is none: a palm, or a finger that waited for the second of a pinch. */
  private eraseWithin(reach: number, { points, stroke, zoom }: Drawing): void {
    const [first] = points;
    const stray = points.every(
      ({ x, y }) => first !== undefined && Math.hypot(x - first.x, y - first.y) * zoom < reach,
    );
    if (stray && stroke !== null) this.board.erase([stroke.id]);
  }

  private dropDrawing(): void {
    this.drawing = null;
    if (this.shareTimer !== null) clearInterval(this.shareTimer);
    this.shareTimer = null;
    this.view.drawing(null);
  }

  // -- moving the sheet --------------------------------------------------------------------------------

  private becomePinch(): void {
    if (this.drawing !== null) {
      if (this.drawing.stroke !== null) this.share(this.drawing);
      this.interrupted = { ...this.drawing, camera: this.view.camera };
      this.dropDrawing();
    }
    this.acting?.gesture.cancel();
    this.acting = null;
    this.startDragging();
  }

  private startDragging(): void {
    this.dragging = true;
    this.view.gesture = true;
    this.surface.classList.add("dragging");
  }

  private stopDragging(): void {
    if (!this.dragging) return;
    this.dragging = false;
    this.view.gesture = false;
    this.surface.classList.remove("dragging");
  }

  private moveSheet(pointer: number, before: Place, at: Place): void {
    const other = [...this.contacts].find(([id]) => id !== pointer)?.[1];
    const { camera } = this.view;
    this.view.look(
      other === undefined
        ? moved(camera, at.x - before.x, at.y - before.y)
        : pinched(camera, before, at, other),
    );
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      this.view.look(zoomed(this.view.camera, Math.exp(-event.deltaY * unit * 0.008), this.local(event)));
    } else {
      const sideways = event.shiftKey && event.deltaX === 0;
      const dx = sideways ? event.deltaY : event.deltaX;
      const dy = sideways ? 0 : event.deltaY;
      this.view.look(moved(this.view.camera, -dx * unit, -dy * unit));
    }
  }

  private contact(event: PointerEvent): Contact {
    return {
      ...this.local(event),
      kind: event.pointerType,
      size: Math.max(event.width, event.height),
    };
  }

  private local(event: MouseEvent): Place {
    const { left, top } = this.corner.place;
    return { x: event.clientX - left, y: event.clientY - top };
  }
}
