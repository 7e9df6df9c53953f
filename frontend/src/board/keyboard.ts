import { type Edge, follow } from "../instruments/edge";
import type { BoardDocument } from "./board_document";
import type { BoardView } from "./board_view";
import { zoomed } from "./camera";
import type { Place } from "./geometry";
import { type HandOptions, inkWidth, type Tool } from "./hand";
import type { StrokeInProgress } from "./ink";
import type { Ink } from "./item";
import type { Selection } from "./selection";

/**
 * The sheet without a pointer: arrows move a target, Enter uses the tool there, as a tap would. With the pen,
 * Enter puts it down and each arrow draws a line, until Enter again, along the edge of an instrument when it was put
 * down there. Arrows move what is chosen; Ctrl and an arrow move the target meanwhile, Shift and Enter choose one thing
 * more, Ctrl and A all of the page. Page up and page down turn the board's pages.
 */
const STEP_PX = 24;
const FINE_PX = 4;
const DIRECTIONS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const TOOLS: Readonly<Record<string, Tool>> = {
  s: "pen",
  u: "marker",
  g: "eraser",
  t: "text",
  d: "move",
  c: "select",
  m: "laser",
  l: "line",
  f: "arrow",
  r: "rectangle",
  o: "ellipse",
};

export class Keyboard {
  private target: Place = { x: 0, y: 0 };
  private shown = false;
  private stroke: StrokeInProgress | null = null;
  /** Of the instrument the pen was put down along. */
  private edge: Edge | null = null;

  constructor(
    surface: HTMLElement,
    private readonly mark: HTMLElement,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly options: HandOptions & {
      selection: Selection;
      choose(tool: Tool): void;
      /** To the page before or after. */
      turn(by: number): void;
      /** E and Y: what is written in a dialog. */
      write(what: "formula" | "graph"): void;
      /** Ctrl and a letter: whether it copies, cuts or pastes something. */
      clip(key: string): boolean;
      say(text: string): void;
    },
  ) {
    surface.addEventListener("keydown", (event) => this.pressed(event));
    surface.addEventListener("blur", () => {
      this.lift();
      this.hide();
    });
    surface.addEventListener("pointerdown", () => this.hide());
  }

  lay(): void {
    if (!this.shown) return;
    const { x, y } = this.view.toScreen(this.target);
    this.mark.style.transform = `translate(${x}px, ${y}px)`;
  }

  private pressed(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && this.held(event)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const tool = TOOLS[key];
    const { selection } = this.options;
    const { width, height } = this.view.viewport;
    const middle = { x: width / 2, y: height / 2 };
    if (event.key.startsWith("Arrow")) this.arrow(event);
    else if (event.key === "Enter" || event.key === " ") this.use(event.shiftKey);
    else if (event.key === "Escape" && selection.count > 0) selection.clear();
    else if (event.key === "Escape" && this.shown) this.lift();
    else if ((event.key === "Delete" || event.key === "Backspace") && selection.count > 0) selection.erase();
    else if (event.key === "+" || event.key === "=") this.view.look(zoomed(this.view.camera, 1.25, middle));
    else if (event.key === "-") this.view.look(zoomed(this.view.camera, 0.8, middle));
    else if (event.key === "PageUp" || event.key === "PageDown") this.turn(event.key === "PageUp" ? -1 : 1);
    else if (event.key === "0") this.view.lookAtAll();
    else if (key === "e" || key === "y") this.options.write(key === "e" ? "formula" : "graph");
    else if (tool !== undefined) this.take(tool);
    else return;
    event.preventDefault();
  }

  /** With Ctrl, or Cmd. */
  private held(event: KeyboardEvent): boolean {
    const key = event.key.toLowerCase();
    if (key === "a") this.all();
    else if (event.key in DIRECTIONS) this.point(event);
    else return !event.shiftKey && this.options.clip(key);
    return true;
  }

  private take(tool: Tool): void {
    this.lift();
    this.options.choose(tool);
  }

  private turn(by: number): void {
    this.lift();
    this.options.turn(by);
  }

  private arrow(event: KeyboardEvent): void {
    const pixels = event.shiftKey ? FINE_PX : STEP_PX;
    const [right, down] = DIRECTIONS[event.key] ?? [0, 0];
    if (this.options.selection.count > 0) {
      this.options.selection.nudge(right * pixels, down * pixels);
      return;
    }
    this.point(event);
  }

  private point(event: KeyboardEvent): void {
    const pixels = event.shiftKey ? FINE_PX : STEP_PX;
    const [right, down] = DIRECTIONS[event.key] ?? [0, 0];
    if (!this.shown) this.show();
    const [dx, dy] = [right, down].map((way) => (way * pixels) / this.view.camera.zoom) as [number, number];
    this.target = { x: this.target.x + dx, y: this.target.y + dy };
    if (!this.view.sees(this.target)) this.view.centre(this.target);
    this.trace();
    this.options.onPointer(this.target);
    this.lay();
  }

  /** Ctrl+A: all that is written on the page, to be moved, copied or erased. */
  private all(): void {
    if (!this.options.mayWrite()) return;
    this.take("select");
    const count = this.options.selection.all();
    const chosen = count > 1 ? `${count} choses choisies.` : "Tout est choisi.";
    this.options.say(count === 0 ? "Rien à choisir." : chosen);
  }

  private use(more: boolean): void {
    if (!this.shown) {
      this.show();
      return;
    }
    if (!this.options.mayWrite()) return;
    const tool = this.options.tool();
    const { eraser } = this.options;
    if (tool === "pen" || tool === "marker") {
      if (this.stroke === null) this.putDown(tool);
      else this.lift();
      return;
    }
    const gesture = this.options.gesture(tool);
    if (gesture === this.options.selection && more) {
      this.options.selection.add(this.target);
      return;
    }
    gesture?.down(this.target, false);
    gesture?.up(this.target, false, true);
    if (gesture === eraser) this.options.say(eraser.count === 0 ? "Rien à effacer ici." : "Effacé.");
  }

  private putDown(ink: Ink): void {
    const width = inkWidth(ink, this.view.camera.zoom);
    this.stroke = this.board.beginStroke(ink, this.options.colour(), width, false);
    this.edge = this.options.edge(this.target);
    this.trace();
    const along = this.edge === null ? "" : " le long de l’instrument";
    this.options.say(`Stylo posé${along}\u00a0: les flèches tracent.`);
    this.mark.classList.add("down");
  }

  /** The pen comes where the target is, or as near as the edge it follows lets it. */
  private trace(): void {
    if (this.stroke === null) return;
    const place = this.edge === null ? this.target : follow(this.edge, this.target);
    this.stroke.add([{ ...place, pressure: 0.5 }]);
    this.stroke.flush();
  }

  private lift(): void {
    const lifted = this.liftUnsaid();
    if (lifted !== "") this.options.say(lifted);
  }

  /** What is to be said of it, by whoever has more to say; nothing, when the pen was not down. */
  liftUnsaid(): string {
    if (this.stroke === null) return "";
    this.stroke = null;
    this.edge = null;
    this.mark.classList.remove("down");
    return "Stylo levé.";
  }

  private show(): void {
    this.shown = true;
    this.mark.hidden = false;
    const { width, height } = this.view.viewport;
    if (!this.view.sees(this.target)) this.target = this.view.toBoard({ x: width / 2, y: height / 2 });
    this.lay();
  }

  private hide(): void {
    this.shown = false;
    this.mark.hidden = true;
    this.options.onPointer(null);
  }
}
