import type { BoardDocument, StrokeInProgress } from "./board_document";
import type { BoardView } from "./board_view";
import { zoomed } from "./camera";
import type { Place } from "./geometry";
import type { HandOptions, Tool } from "./hand";

/**
 * The sheet without a pointer: arrows move a target, Enter uses the tool there. With the pen, Enter
 * puts it down and each arrow draws a line, until Enter again.
 */
const STEP_PX = 24;
const FINE_PX = 4;
const ERASER_PX = 16;
const PEN_PX = 3.4;

export class Keyboard {
  private target: Place = { x: 0, y: 0 };
  private shown = false;
  private stroke: StrokeInProgress | null = null;

  constructor(
    surface: HTMLElement,
    private readonly mark: HTMLElement,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly options: HandOptions & { choose(tool: Tool): void; say(text: string): void },
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
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tools: Readonly<Record<string, Tool>> = {
      s: "pen",
      u: "marker",
      g: "eraser",
      t: "text",
      d: "move",
    };
    const tool = tools[event.key.toLowerCase()];
    const { width, height } = this.view.viewport;
    const middle = { x: width / 2, y: height / 2 };
    if (event.key.startsWith("Arrow")) this.arrow(event);
    else if (event.key === "Enter" || event.key === " ") this.use();
    else if (event.key === "Escape" && this.shown) this.lift();
    else if (event.key === "+" || event.key === "=") this.view.look(zoomed(this.view.camera, 1.25, middle));
    else if (event.key === "-") this.view.look(zoomed(this.view.camera, 0.8, middle));
    else if (event.key === "0") this.view.lookAtAll();
    else if (tool !== undefined) this.options.choose(tool);
    else return;
    event.preventDefault();
  }

  private arrow(event: KeyboardEvent): void {
    if (!this.shown) this.show();
    const step = (event.shiftKey ? FINE_PX : STEP_PX) / this.view.camera.zoom;
    const dx = event.key === "ArrowLeft" ? -step : event.key === "ArrowRight" ? step : 0;
    const dy = event.key === "ArrowUp" ? -step : event.key === "ArrowDown" ? step : 0;
    this.target = { x: this.target.x + dx, y: this.target.y + dy };
    if (!this.view.sees(this.target)) this.view.centre(this.target);
    if (this.stroke !== null) {
      this.stroke.add([{ ...this.target, pressure: 0.5 }]);
      this.stroke.flush();
    }
    this.options.onPointer(this.target);
    this.lay();
  }

  private use(): void {
    if (!this.shown) {
      this.show();
      return;
    }
    if (!this.options.mayWrite()) return;
    const tool = this.options.tool();
    if (tool === "text") {
      this.options.onText(this.target);
    } else if (tool === "eraser") {
      this.board.act();
      const reach = ERASER_PX / this.view.camera.zoom;
      const taken = this.view.under(this.target, this.target, reach);
      this.board.erase(taken);
      this.options.say(taken.length === 0 ? "Rien à effacer ici." : "Effacé.");
    } else if (this.stroke !== null) {
      this.lift();
    } else if (tool !== "move") {
      const width = Math.max(1.5, PEN_PX / this.view.camera.zoom);
      this.stroke = this.board.beginStroke(
        tool,
        this.options.colour(),
        tool === "marker" ? width * 6 : width,
        false,
      );
      this.stroke.add([{ ...this.target, pressure: 0.5 }]);
      this.stroke.flush();
      this.options.say("Stylo posé : les flèches tracent.");
      this.mark.classList.add("down");
    }
  }

  private lift(): void {
    if (this.stroke === null) return;
    this.stroke = null;
    this.mark.classList.remove("down");
    this.options.say("Stylo levé.");
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
