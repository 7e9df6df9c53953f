import type { BoardDocument } from "./board_document";
import type { BoardView } from "./board_view";
import type { Place } from "./geometry";
import type { Text } from "./item";
import { FONT, LINE_HEIGHT } from "./shapes";

const SIZE_PX = 24;

/** A field laid on the sheet where the text will be; what is written stays when the field is left. */
export class TextEditor {
  private editing: { known: Text | null; place: Place; size: number; colour: string } | null = null;

  constructor(
    private readonly field: HTMLTextAreaElement,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    /** Says no to what must not be written here: the field stays open with it. */
    private readonly holds: (text: string) => boolean,
    /** Another rewrote it meanwhile: what each wrote is there. */
    private readonly apart: () => void,
  ) {
    field.addEventListener("input", () => this.lay());
    field.addEventListener("blur", ({ relatedTarget }) => {
      // Letters beside the field write in it.
      if (!(relatedTarget instanceof Element && relatedTarget.closest("[data-letters]"))) this.keep();
    });
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
        event.preventDefault();
        // Held back, its words are there to be corrected: the keys stay theirs.
        this.keep();
      }
    });
  }

  get open(): boolean {
    return this.editing !== null;
  }

  openAt(at: Place, colour: string): void {
    this.keep();
    if (this.open) {
      this.field.focus({ preventScroll: true });
      return;
    }
    const existing = this.view.textAt(at);
    const size = Math.round(SIZE_PX / Math.min(1.6, Math.max(0.5, this.view.camera.zoom)));
    this.editing =
      existing === null
        ? { known: null, place: { x: at.x, y: at.y - size * 0.7 }, size, colour }
        : { known: existing, place: existing.place, size: existing.size, colour: existing.colour };
    this.field.value = existing?.text ?? "";
    this.field.hidden = false;
    this.lay();
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  keep(): void {
    const { editing } = this;
    if (editing === null) return;
    const text = this.field.value.trimEnd();
    if (this.holds(text)) return;
    this.editing = null;
    this.field.hidden = true;
    const { known } = editing;
    if (known !== null) {
      if (this.board.rewrite(known.id, text, known)) this.apart();
    } else if (text.trim() !== "") this.board.write(text, editing.place, editing.colour, editing.size);
  }

  /** Its page goes from under it: it stays open where it is on the screen, to be laid on the page that comes. */
  carry(): () => void {
    const { editing, view } = this;
    if (editing === null) return () => undefined;
    const at = view.toScreen(editing.place);
    return () => {
      this.editing = { ...editing, known: null, place: view.toBoard(at) };
      this.lay();
    };
  }

  /** Follows the sheet under it. */
  lay(): void {
    const { editing, field } = this;
    if (editing === null) return;
    const { zoom } = this.view.camera;
    const at = this.view.toScreen(editing.place);
    const longest = Math.max(
      4 * editing.size,
      ...field.value.split("\n").map((line) => this.view.measureText(line, editing.size)),
    );
    field.style.transform = `translate(${at.x}px, ${at.y}px)`;
    field.style.font = `${editing.size * zoom}px/${LINE_HEIGHT} ${FONT}`;
    field.style.color = editing.colour;
    field.style.width = `${longest * zoom + 28}px`;
    field.style.height = `${field.value.split("\n").length * editing.size * LINE_HEIGHT * zoom + 8}px`;
  }
}
