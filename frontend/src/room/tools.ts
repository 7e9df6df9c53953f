import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import { Eraser } from "../board/eraser";
import { FigureGesture } from "../board/figure_gesture";
import type { Place } from "../board/geometry";
import type { Gesture } from "../board/gesture";
import { inkWidth, type Tool } from "../board/hand";
import { FIGURES } from "../board/item";
import { Selection } from "../board/selection";
import type { TextEditor } from "../board/text_editor";

export interface ToolsOptions {
  colour(): string;
  /** Where the first end of a figure is put by a tap; null: nowhere. */
  mark(at: Place | null): void;
  selectionChanged(): void;
  say(text: string): void;
  /** What is chosen already is tapped again. */
  again(id: string): void;
}

/** What each tool other than the pens does on the sheet. */
export class Tools {
  readonly eraser: Eraser;
  readonly selection: Selection;
  private readonly figures: readonly FigureGesture[];
  private readonly gestures: ReadonlyMap<Tool, Gesture>;

  constructor(view: BoardView, board: BoardDocument, editor: TextEditor, options: ToolsOptions) {
    const now = (): number => performance.now();
    this.eraser = new Eraser(view, board);
    this.selection = new Selection(view, board, {
      changed: options.selectionChanged,
      say: options.say,
      again: options.again,
      now,
    });
    const drawing = { ...options, width: () => inkWidth("pen", view.camera.zoom), now };
    this.figures = FIGURES.map((kind) => new FigureGesture(kind, view, board, drawing));
    const text: Gesture = {
      down: () => undefined,
      move: () => undefined,
      up: (at, _, still) => {
        if (still) editor.openAt(at, options.colour());
      },
      cancel: () => undefined,
    };
    this.gestures = new Map<Tool, Gesture>([
      ["eraser", this.eraser],
      ["select", this.selection],
      ["text", text],
      ...this.figures.map((figure) => [figure.kind, figure] as const),
    ]);
  }

  gesture(tool: Tool): Gesture | undefined {
    return this.gestures.get(tool);
  }

  /** Another tool is taken up, or another page: what was begun is left. What is to be put down goes along to the page. */
  leave(turning = false): void {
    for (const figure of this.figures) figure.forget();
    if (!turning || !this.selection.placing) this.selection.clear();
  }
}
