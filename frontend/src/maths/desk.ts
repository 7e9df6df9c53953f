import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import type { Size } from "../board/camera";
import type { Place } from "../board/geometry";
import type { Item } from "../board/item";
import type { Slots } from "../room/slots";
import { FormulaDialog } from "./formula_dialog";
import { formulas } from "./formulas";
import { curvesOf, graphSize } from "./graph";
import { GraphDialog } from "./graph_dialog";

const LETTERS_PX = 30;

export interface DeskOptions {
  colour(): string;
  mayWrite(): boolean;
  /** Whether `text` must not stand on the board. */
  holds(text: string): boolean;
  /** Something was laid: it is chosen, to be moved where it belongs. */
  laid(id: string): void;
  say(text: string): void;
}

/** Formulas and curves: written in a dialog, laid in the middle of the screen, written again when asked. */
export class MathsDesk {
  private readonly formula: FormulaDialog;
  private readonly graph: GraphDialog;

  constructor(
    slots: Slots,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly options: DeskOptions,
  ) {
    this.formula = new FormulaDialog(slots, options.holds);
    this.graph = new GraphDialog(slots);
    slots.on("formula", () => this.newFormula());
    slots.on("graph", () => this.newGraph());
  }

  newFormula(): void {
    if (!this.options.mayWrite()) return;
    this.formula.open("", (latex) => {
      const size = Math.round(LETTERS_PX / Math.min(1.6, Math.max(0.5, this.view.camera.zoom)));
      const place = this.middle({ width: size * 3, height: size * 2 });
      this.options.laid(this.board.writeFormula(latex, place, this.options.colour(), size));
      this.options.say("Formule posée.");
      formulas.get(latex);
    });
  }

  newGraph(): void {
    if (!this.options.mayWrite()) return;
    this.graph.open(null, this.options.colour(), ({ text, window }) => {
      const place = this.middle(graphSize(window, curvesOf(text).length));
      this.options.laid(this.board.layGraph(text, window, place, this.options.colour()));
      this.options.say("Courbe posée.");
    });
  }

  /** A formula for somewhere else than the board. */
  ask(keep: (latex: string) => void): void {
    this.formula.open("", keep);
  }

  /** False when it is nothing that is written here. */
  edit(item: Item | undefined): boolean {
    if (!this.options.mayWrite()) return false;
    if (item?.kind === "formula") {
      this.formula.open(item.latex, (latex) => this.board.rewrite(item.id, latex));
      return true;
    }
    if (item?.kind === "graph") {
      this.graph.open(item, item.colour, ({ text, window }) => this.board.changeGraph(item.id, text, window));
      return true;
    }
    return false;
  }

  private middle(size: Size): Place {
    const { width, height } = this.view.viewport;
    const middle = this.view.toBoard({ x: width / 2, y: height / 2 });
    return { x: middle.x - size.width / 2, y: middle.y - size.height / 2 };
  }
}
