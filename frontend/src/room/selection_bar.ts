import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import type { Box } from "../board/geometry";
import type { Item } from "../board/item";
import { SELECTION_MARGIN_PX, type Selection } from "../board/selection";
import { isOfPalm } from "../board/stylus";
import { Later } from "./later";
import type { PhotoBar } from "./photo_bar";
import { setHidden, setPressed } from "./same";
import type { Slots } from "./slots";

/** What is chosen, framed on the sheet, and what may be done with it. */
export class SelectionBar {
  private readonly chosen: HTMLElement;
  private readonly framing: HTMLElement;
  private readonly acts: HTMLElement;
  private readonly placers: readonly HTMLElement[];
  /** Asked for by the first photo that is chosen. */
  readonly photo: Later<PhotoBar>;
  private asked: string | null = null;

  constructor(
    private readonly slots: Slots,
    private readonly view: BoardView,
    board: BoardDocument,
    private readonly selection: Selection,
    private readonly say: (text: string) => void,
    edit: () => void,
  ) {
    this.chosen = slots.get("chosen");
    this.framing = slots.get("framing");
    this.acts = slots.get("chosen-acts");
    this.placers = slots.all('[data-do="chosen-place"]');
    slots.on("chosen-larger", () => selection.larger());
    slots.on("chosen-smaller", () => selection.smaller());
    slots.on("chosen-copy", () => selection.copy());
    slots.on("chosen-erase", () => selection.erase());
    slots.on("chosen-place", () => this.place());
    slots.on("chosen-edit", edit);
    this.photo = new Later(async () => {
      const { PhotoBar } = await import("./photo_bar");
      return new PhotoBar(slots, view, board, selection, say, () => this.lay());
    });
    this.wireGrip(slots.get("grip"));
  }

  /** Follows the sheet and what is chosen on it. */
  lay(): void {
    const box = this.selection.box();
    put(this.chosen, box, this.view, SELECTION_MARGIN_PX);
    put(this.framing, this.selection.frame(), this.view, 0);
    const { only } = this.selection;
    const kind = only === null ? undefined : this.view.shape(only)?.item.kind;
    if (kind === "photo" && this.asked !== only)
      void this.photo.ahead().then(() => this.photo.here !== null && this.lay());
    this.asked = only;
    setHidden(this.acts, this.photo.here?.lay() === true || this.selection.count === 0);
    setHidden(this.slots.get("chosen-edit"), !isWritten(kind));
    for (const button of this.placers) setPressed(button, this.selection.placing);
  }

  private place(): void {
    this.selection.placing = !this.selection.placing;
    if (this.selection.placing) this.say("Touchez l’endroit où le poser.");
    this.lay();
  }

  /** The corner pulled by the hand: what is chosen grows or shrinks from its other corner. */
  private wireGrip(grip: HTMLElement): void {
    let from: Box | null = null;
    let held: number | null = null;
    let reached = 1;
    grip.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      if (held !== null || isOfPalm(event)) return;
      held = event.pointerId;
      from = this.selection.box();
      reached = 1;
      grip.setPointerCapture(event.pointerId);
    });
    grip.addEventListener("pointermove", (event) => {
      if (from === null || held !== event.pointerId) return;
      event.stopPropagation();
      const board = this.chosen.parentElement?.getBoundingClientRect();
      if (board === undefined) return;
      const at = this.view.toBoard({ x: event.clientX - board.left, y: event.clientY - board.top });
      const wide = Math.max(1, from.right - from.left);
      const high = Math.max(1, from.bottom - from.top);
      const scale = Math.max((at.x - from.left) / wide, (at.y - from.top) / high, 0.1);
      const anew = reached === 1;
      if (Math.abs(scale / reached - 1) < 0.01) return;
      this.selection.scale(scale / reached, "corner", anew);
      reached = scale;
    });
    for (const end of ["pointerup", "pointercancel"] as const) {
      grip.addEventListener(end, (event) => {
        event.stopPropagation();
        if (held !== event.pointerId) return;
        held = from = null;
      });
    }
  }
}

/** What can be written again. */
function isWritten(kind: Item["kind"] | undefined): boolean {
  return kind === "formula" || kind === "graph" || kind === "text";
}

function put(element: HTMLElement, box: Box | null, view: BoardView, margin: number): void {
  setHidden(element, box === null);
  if (box === null) return;
  const from = view.toScreen({ x: box.left, y: box.top });
  const to = view.toScreen({ x: box.right, y: box.bottom });
  element.style.transform = `translate(${from.x - margin}px, ${from.y - margin}px)`;
  element.style.width = `${to.x - from.x + 2 * margin}px`;
  element.style.height = `${to.y - from.y + 2 * margin}px`;
}
