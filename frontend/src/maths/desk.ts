import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import type { Size } from "../board/camera";
import type { Place } from "../board/geometry";
import type { Item } from "../board/item";
import { Later } from "../room/later";
import type { Slots } from "../room/slots";
import type { FormulaDialog } from "./formula_dialog";
import { formulas } from "./formulas";
import { curvesOf, graphSize } from "./graph";
import type { GraphAsked, GraphDialog } from "./graph_dialog";

const LETTERS_PX = 30;

export interface DeskOptions {
  colour(): string;
  mayWrite(): boolean;
  /** Whether `text` must not stand on the board. */
  holds(text: string): boolean;
  /** Something was laid: it is chosen, to be moved where it belongs. */
  laid(id: string): void;
  say(text: string): void;
  /** That the dialogs are on their way, or did not come. */
  coming(words: string | null): void;
}

interface Dialogs {
  readonly formula: FormulaDialog;
  readonly graph: GraphDialog;
}

/** Formulas and curves: written in a dialog, laid in the middle of the screen, written again when asked. */
export class MathsDesk {
  readonly dialogs: Later<Dialogs>;

  constructor(
    slots: Slots,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly options: DeskOptions,
  ) {
    this.dialogs = new Later(async () => {
      const [{ FormulaDialog }, { GraphDialog }] = await Promise.all([
        import("./formula_dialog"),
        import("./graph_dialog"),
      ]);
      return { formula: new FormulaDialog(slots, options.holds), graph: new GraphDialog(slots) };
    }, options.coming);
    slots.on("formula", () => this.newFormula());
    slots.on("graph", () => this.newGraph());
  }

  newFormula(): void {
    if (!this.options.mayWrite()) return;
    void this.writeFormula("", (latex) => {
      const size = Math.round(LETTERS_PX / Math.min(1.6, Math.max(0.5, this.view.camera.zoom)));
      const place = this.middle({ width: size * 3, height: size * 2 });
      this.options.laid(this.board.laid.formula(latex, place, this.options.colour(), size));
      this.options.say("Formule posée.");
      formulas.get(latex);
    });
  }

  newGraph(): void {
    if (!this.options.mayWrite()) return;
    void this.drawGraph(null, this.options.colour(), (asked) => this.layGraph(asked));
  }

  private layGraph({ text, window }: GraphAsked): void {
    const place = this.middle(graphSize(window, curvesOf(text).length));
    this.options.laid(this.board.laid.graph(text, window, place, this.options.colour()));
    this.options.say("Courbe posée.");
  }

  /** A formula for somewhere else than the board. */
  ask(keep: (latex: string) => void): void {
    void this.writeFormula("", keep);
  }

  /** False when it is nothing that is written here. */
  edit(item: Item | undefined): boolean {
    if (!this.options.mayWrite()) return false;
    if (item?.kind === "formula") {
      void this.writeFormula(item.latex, (latex) => this.board.rewrite(item.id, latex, item));
      return true;
    }
    if (item?.kind === "graph") {
      void this.drawGraph(item, item.colour, (asked) => {
        // Taken away by the other meanwhile, or its page: what was typed is laid anew.
        if (this.view.shape(item.id) === undefined) this.layGraph(asked);
        else this.board.laid.changeGraph(item.id, asked.text, asked.window);
      });
      return true;
    }
    return false;
  }

  private async writeFormula(...asked: Parameters<FormulaDialog["open"]>): Promise<void> {
    (await this.dialogs.get())?.formula.open(...asked);
  }

  private async drawGraph(...asked: Parameters<GraphDialog["open"]>): Promise<void> {
    (await this.dialogs.get())?.graph.open(...asked);
  }

  private middle(size: Size): Place {
    const { width, height } = this.view.viewport;
    const middle = this.view.toBoard({ x: width / 2, y: height / 2 });
    return { x: middle.x - size.width / 2, y: middle.y - size.height / 2 };
  }
}
