import type { BoardView } from "../board/board_view";
import type { Place } from "../board/geometry";
import { isPalm, type Stylus } from "../board/stylus";
import { drawingOf } from "./drawing";
import { type Instrument, inWords, opened, turnBetween, turned } from "./instrument";

const STEP_PX = 24;
const FINE_PX = 4;
const TURN_RAD = Math.PI / 12;
const FINE_TURN_RAD = Math.PI / 180;
const NEARLY_RAD = (1.2 * Math.PI) / 180;

export interface PieceOptions {
  /** While it is over the sheet, no finger moves what lies on it. */
  readonly stylus: Stylus;
  /** True when a pointer put down here is for the pen, not for the instrument. */
  forThePen(at: Place): boolean;
  /** True when the pencil of the compass draws as it turns. */
  pencilDraws(): boolean;
  /** The pencil turned from one angle to the next; `done` when it was lifted. */
  traced(one: Instrument, from: number, to: number, done: boolean): void;
  changed(): void;
  say(text: string): void;
  taken(): void;
  away(): void;
}

type Grip = "body" | "turn" | "pencil" | "hinge";

interface Held {
  readonly pointer: number;
  readonly size: number;
  readonly kind: Grip;
  /** As it was before. */
  readonly before: Instrument;
  last: Place;
  angle: number;
}

/**
 * One instrument on the sheet: grabbed by its body, turned by its handle, or by keys once it has the focus. Whoever
 * grabbed it moves it, and nobody else meanwhile; a palm does not.
 */
export class Piece {
  readonly element: HTMLElement;
  private drawnOpening = Number.NaN;
  private grip: Held | null = null;
  /** By keys, the pencil of the compass is down. */
  private pencilDown = false;

  constructor(
    private state: Instrument,
    private readonly view: BoardView,
    private readonly options: PieceOptions | null,
  ) {
    this.element = document.createElement("div");
    this.element.className = `instrument ${state.kind}${options === null ? " theirs" : ""}`;
    if (options !== null) this.wire(options);
    this.lay();
  }

  get instrument(): Instrument {
    return this.state;
  }

  set(state: Instrument): void {
    this.state = state;
    this.lay();
    this.options?.changed();
  }

  /** Follows the sheet. */
  lay(): void {
    const { state, element } = this;
    if (state.opening !== this.drawnOpening) {
      this.drawnOpening = state.opening;
      const turn = this.options === null || state.kind === "compass" ? "" : '<i class="turn"></i>';
      element.innerHTML = `<svg viewBox="0 0 1 1" width="1" height="1" aria-hidden="true">${drawingOf(state.kind, state.opening)}</svg>${turn}`;
    }
    const at = this.view.toScreen(state);
    const { zoom } = this.view.camera;
    element.style.transform = `translate(${at.x}px, ${at.y}px) rotate(${state.angle}rad) scale(${zoom})`;
    element.style.setProperty("--unzoom", String(1 / zoom));
    element.setAttribute("aria-label", inWords(state));
  }

  turn(by: number): void {
    this.set(turned(this.state, by));
  }

  open(by: number): void {
    this.set(opened(this.state, this.state.opening + by));
  }

  private wire(options: PieceOptions): void {
    const { element } = this;
    element.tabIndex = 0;
    element.setAttribute("role", "application");
    element.setAttribute("aria-roledescription", "instrument");
    element.addEventListener("focus", () => options.taken());
    element.addEventListener("keydown", (event) => this.key(event, options));
    element.addEventListener("blur", () => this.lift(options));
    element.addEventListener("pointerdown", (event) => this.down(event, options));
    element.addEventListener("pointermove", (event) => this.move(event, options));
    for (const end of ["pointerup", "pointercancel"] as const)
      element.addEventListener(end, (event) => this.up(event, options));
  }

  private down(event: PointerEvent, options: PieceOptions): void {
    this.hear(event, options);
    const at = this.place(event);
    const target = event.target as Element;
    const kind = (["turn", "pencil", "hinge"] as const).find((name) => target.closest(`.${name}`) !== null);
    if (kind === undefined && options.forThePen(at)) return;
    event.stopPropagation();
    const size = Math.max(event.width, event.height);
    if (event.pointerType === "touch") {
      const palm = isPalm(size, this.grip?.size ?? null);
      if (palm || options.stylus.near(event.timeStamp)) return;
      if (this.grip !== null && isPalm(this.grip.size, size)) this.drop(options);
    }
    if (this.grip !== null) return;
    options.taken();
    this.grip = {
      pointer: event.pointerId,
      size,
      kind: kind ?? "body",
      before: this.state,
      last: at,
      angle: this.angleTo(at),
    };
    this.element.setPointerCapture(event.pointerId);
  }

  private move(event: PointerEvent, options: PieceOptions): void {
    const { grip, state } = this;
    if (grip === null || grip.pointer !== event.pointerId) return;
    event.stopPropagation();
    this.hear(event, options);
    const touches = event.pointerType === "touch";
    // It came down on its side, and lay down since.
    if (touches && isPalm(Math.max(event.width, event.height))) {
      this.drop(options);
      return;
    }
    const at = this.place(event);
    const angle = this.angleTo(at);
    // Held still for the stylus that writes along it.
    if (touches && options.stylus.near(event.timeStamp)) {
      [grip.last, grip.angle] = [at, angle];
      return;
    }
    if (grip.kind === "body") {
      this.set({ ...state, x: state.x + at.x - grip.last.x, y: state.y + at.y - grip.last.y });
    } else if (grip.kind === "turn") {
      this.set(nearlyEven(turned(state, turnBetween(grip.angle, angle)), event.shiftKey));
      grip.angle = this.angleTo(at);
      if (state.angle === this.state.angle) return;
    } else if (grip.kind === "pencil" && options.pencilDraws()) {
      const turn = turnBetween(state.angle, angle);
      options.traced(state, state.angle, state.angle + turn, false);
      this.set({ ...state, angle });
    } else {
      const far = Math.hypot(at.x - state.x, at.y - state.y);
      const opening = grip.kind === "hinge" ? state.opening + far - this.far(grip.last) : far;
      this.set(opened(grip.kind === "hinge" ? state : { ...state, angle }, opening));
    }
    grip.last = at;
    if (grip.kind !== "turn") grip.angle = angle;
  }

  private up(event: PointerEvent, options: PieceOptions): void {
    if (this.grip?.pointer !== event.pointerId) return;
    event.stopPropagation();
    this.hear(event, options);
    this.letGo(this.grip, options);
  }

  private letGo(grip: Held, options: PieceOptions): void {
    const { state } = this;
    if (grip.kind === "pencil" && options.pencilDraws())
      options.traced(state, state.angle, state.angle, true);
    this.grip = null;
  }

  /** It was no finger: the instrument goes back to where it was. */
  private drop(options: PieceOptions): void {
    const { grip } = this;
    if (grip === null) return;
    this.letGo(grip, options);
    this.set(grip.before);
  }

  /** What moves an instrument is not heard by the sheet beneath. */
  private hear(event: PointerEvent, options: PieceOptions): void {
    if (event.pointerType === "pen") options.stylus.heard(event.timeStamp);
  }

  private key(event: KeyboardEvent, options: PieceOptions): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = (event.shiftKey ? FINE_PX : STEP_PX) / this.view.camera.zoom;
    const turn = event.shiftKey ? FINE_TURN_RAD : TURN_RAD;
    const { state } = this;
    if (event.key.startsWith("Arrow")) this.lift(options);
    if (event.key === "ArrowLeft") this.set({ ...state, x: state.x - step });
    else if (event.key === "ArrowRight") this.set({ ...state, x: state.x + step });
    else if (event.key === "ArrowUp") this.set({ ...state, y: state.y - step });
    else if (event.key === "ArrowDown") this.set({ ...state, y: state.y + step });
    else if (event.key === "PageUp") this.turnByKey(-turn, options);
    else if (event.key === "PageDown") this.turnByKey(turn, options);
    else if (event.key === "Enter" && state.kind === "compass") this.press(options);
    else if (event.key === "Escape") options.away();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private turnByKey(by: number, options: PieceOptions): void {
    const { angle } = this.state;
    if (this.pencilDown) options.traced(this.state, angle, angle + by, false);
    this.turn(by);
    // A compass says how far it is open, which turning does not change.
    if (this.state.kind !== "compass") options.say(`${inWords(this.state)}.`);
  }

  private press(options: PieceOptions): void {
    if (this.pencilDown) {
      this.lift(options);
      return;
    }
    const draws = options.pencilDraws();
    this.pencilDown = draws;
    options.say(
      draws
        ? "Mine posée\u00a0: Page haut et Page bas tracent l’arc, Entrée le finit."
        : "Le compas trace avec le stylo.",
    );
  }

  private lift(options: PieceOptions): void {
    if (!this.pencilDown) return;
    this.pencilDown = false;
    options.traced(this.state, this.state.angle, this.state.angle, true);
    options.say("Arc fini.");
  }

  private place(event: PointerEvent): Place {
    const box = (this.element.parentElement as HTMLElement).getBoundingClientRect();
    return this.view.toBoard({ x: event.clientX - box.left, y: event.clientY - box.top });
  }

  private angleTo(at: Place): number {
    return Math.atan2(at.y - this.state.y, at.x - this.state.x);
  }

  private far(at: Place): number {
    return Math.hypot(at.x - this.state.x, at.y - this.state.y);
  }
}

/** At a multiple of 15° when it is nearly there; Shift turns freely. */
function nearlyEven(one: Instrument, freely: boolean): Instrument {
  const even = Math.round(one.angle / TURN_RAD) * TURN_RAD;
  return !freely && Math.abs(one.angle - even) < NEARLY_RAD ? { ...one, angle: even } : one;
}
