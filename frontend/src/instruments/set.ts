import type { Awareness } from "y-protocols/awareness";
import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import type { Place } from "../board/geometry";
import { Later } from "../room/later";
import type { Slots } from "../room/slots";
import type { Edge } from "./edge";
import type { Tray, TrayOptions } from "./tray";

export interface SetOptions extends TrayOptions {
  /** That it is on its way, or did not come. */
  coming(words: string | null): void;
}

/** The geometry set. It comes with the first instrument taken out, by this hand or another. */
export class GeometrySet {
  readonly tray: Later<Tray>;

  constructor(
    slots: Slots,
    view: BoardView,
    board: BoardDocument,
    private readonly awareness: Awareness,
    options: SetOptions,
  ) {
    this.tray = new Later(async () => {
      const { openTray } = await import("./open");
      return openTray(slots, view, board, awareness, options);
    }, options.coming);
    this.tray.pressedBy(slots.all("[data-instrument]"));
    awareness.on("change", () => this.layTheirs());
  }

  edge(at: Place): Edge | null {
    return this.tray.here?.edge(at) ?? null;
  }

  /** Follows the sheet. */
  lay(): void {
    this.tray.here?.lay();
  }

  /** What the others are to see. */
  told(): Readonly<Record<string, unknown>> {
    return this.tray.here?.told() ?? {};
  }

  /** Those of the others who look at the same page. */
  layTheirs(): void {
    if (this.tray.here !== null) this.tray.here.layTheirs();
    else if (this.theyHaveSome()) void this.tray.ahead();
  }

  private theyHaveSome(): boolean {
    const { clientID } = this.awareness;
    return [...this.awareness.getStates()].some(
      ([client, { instruments }]) => client !== clientID && instruments,
    );
  }
}
