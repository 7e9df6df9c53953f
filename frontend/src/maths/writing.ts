import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import type { Size } from "../board/camera";
import type { Place } from "../board/geometry";
import type { Formula, Graph } from "../board/item";
import type { Slots } from "../room/slots";
import { changeGraph } from "./changed_graph";
import type { DeskOptions } from "./desk";
import { FormulaDialog } from "./formula_dialog";
import { formulas } from "./formulas";
import { curvesOf, graphSize } from "./graph";
import { type GraphAsked, GraphDialog } from "./graph_dialog";

const LETTERS_PX = 30;

/** The dialogs of mathematics, and what becomes of what is written in them. It comes when first asked for. */
export class Writing {
  readonly formula: FormulaDialog;
  readonly graph: GraphDialog;

  constructor(
    slots: Slots,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly options: DeskOptions,
  ) {
    this.formula = new FormulaDialog(slots, options.holds);
    this.graph = new GraphDialog(slots);
  }

  newFormula(): void {
    this.formula.open("", (latex) => {
      const size = Math.round(LETTERS_PX / Math.min(1.6, Math.max(0.5, this.view.camera.zoom)));
      const place = this.middle({ width: size * 3, height: size * 2 });
      this.options.laid(this.board.laid.formula(latex, place, this.options.colour(), size));
      this.options.say("Formule posée.");
      formulas.get(latex);
    });
  }

  newGraph(): void {
    this.graph.open(null, this.options.colour(), (asked) => this.layGraph(asked));
  }

  edit(item: Formula | Graph): void {
    if (item.kind === "graph") this.graph.open(item, item.colour, (asked) => this.redraw(item, asked));
    else
      this.formula.open(item.latex, (latex) => {
        if (this.board.rewrite(item.id, latex, item)) this.options.apart();
      });
  }

  private redraw(item: Graph, asked: GraphAsked): void {
    const there = this.view.shape(item.id);
    // Taken away by the other meanwhile, or its page: what was typed is laid anew.
    if (there === undefined) this.layGraph(asked);
    else if (!changeGraph(this.board, item, asked.text, asked.window)) {
      this.layGraph(asked, { x: there.box.left, y: there.box.bottom });
      this.options.apart();
    }
  }

  private layGraph({ text, window }: GraphAsked, at?: Place): void {
    const place = at ?? this.middle(graphSize(window, curvesOf(text).length));
    this.options.laid(this.board.laid.graph(text, window, place, this.options.colour()));
    this.options.say("Courbe posée.");
  }

  private middle(size: Size): Place {
    const { width, height } = this.view.viewport;
    const middle = this.view.toBoard({ x: width / 2, y: height / 2 });
    return { x: middle.x - size.width / 2, y: middle.y - size.height / 2 };
  }
}
