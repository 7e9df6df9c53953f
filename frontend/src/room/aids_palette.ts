import { AIDS, type AidKind, isAid } from "../board/aids";
import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import type { Size } from "../board/camera";
import { announce } from "../pages/announce";
import type { Slots } from "./slots";

/** The dialog where an aid is taken: each button shows the aid itself, drawn small. */
const PREVIEW = { width: 150, height: 72 };
const MARGIN_PX = 16;
/** Smaller, its numbers are not read. */
const LEAST = 0.3;

export class AidsPalette {
  private readonly dialog: HTMLDialogElement;

  constructor(
    private readonly slots: Slots,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly options: { mayWrite(): boolean; laid(id: string): void },
  ) {
    this.dialog = slots.get<HTMLDialogElement>("aids-dialog");
    slots.on("aids", () => this.open());
    slots.on("close-aids", () => this.dialog.close());
  }

  private open(): void {
    const shelf = this.slots.get("aids");
    if (shelf.childElementCount === 0)
      for (const kind of Object.keys(AIDS)) if (isAid(kind)) shelf.append(this.button(kind));
    this.dialog.showModal();
  }

  private button(kind: AidKind): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "aid";
    button.dataset.aid = kind;
    button.append(
      preview(kind),
      // « de 0 à 10 » never leaves its 10 on another line.
      Object.assign(document.createElement("span"), {
        textContent: AIDS[kind].label.replace(" à ", " à\u00a0"),
      }),
    );
    button.addEventListener("click", () => this.lay(kind));
    return button;
  }

  /** In the middle of the screen, and no larger. */
  private lay(kind: AidKind): void {
    this.dialog.close();
    if (!this.options.mayWrite()) return;
    const { width, height } = this.view.viewport;
    const { size } = AIDS[kind];
    const middle = this.view.toBoard({ x: width / 2, y: height / 2 });
    const place = { x: middle.x - size.width / 2, y: middle.y - size.height / 2 };
    const id = this.board.laid.aid(kind, place);
    const scale = fitting(size, this.view.viewport, this.view.camera.zoom);
    if (scale < 1) this.board.shift([id], { x: middle.x * (1 - scale), y: middle.y * (1 - scale), scale });
    this.options.laid(id);
    announce(`Posé sur le tableau\u00a0: ${AIDS[kind].told}.`);
  }
}

/** At most 1: by how much an aid is made smaller to be seen whole. */
export function fitting(size: Size, screen: Size, zoom: number): number {
  const [wide, high] = [screen.width - 2 * MARGIN_PX, screen.height - 2 * MARGIN_PX];
  return Math.min(1, Math.max(LEAST, Math.min(wide / (size.width * zoom), high / (size.height * zoom))));
}

function preview(kind: AidKind): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  canvas.width = PREVIEW.width * ratio;
  canvas.height = PREVIEW.height * ratio;
  const on = canvas.getContext("2d");
  if (on === null) return canvas;
  const { size } = AIDS[kind];
  const scale = Math.min(PREVIEW.width / (size.width + 12), PREVIEW.height / (size.height + 12));
  on.scale(ratio, ratio);
  on.translate((PREVIEW.width - size.width * scale) / 2, (PREVIEW.height - size.height * scale) / 2);
  on.scale(scale, scale);
  AIDS[kind].draw(on);
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}
