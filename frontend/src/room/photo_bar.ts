import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import { moved, zoomed } from "../board/camera";
import type { Box, Place } from "../board/geometry";
import { EDGES, type Edge } from "../board/photo_frame";
import type { Selection } from "../board/selection";
import { isOfPalm } from "../board/stylus";
import { setHidden } from "./same";
import type { Slots } from "./slots";

/** A photo that is chosen alone: turned, and cropped edge by edge, by keys or by handles. The picture stays whole. */
const SAID: Readonly<Record<Edge, string>> = {
  left: "Bord gauche coupé.",
  top: "Bord du haut coupé.",
  right: "Bord droit coupé.",
  bottom: "Bord du bas coupé.",
};
/** Of what is in sight, by a press of a key. */
const STEP = 0.05;
/** Of a handle, most of it, beyond the edge of the photo. */
const HANDLE_PX = 22;

export class PhotoBar {
  private cropping: string | null = null;
  private readonly acts: HTMLElement;
  private readonly chosen: HTMLElement;
  private readonly keys: readonly HTMLElement[];

  constructor(
    private readonly slots: Slots,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly selection: Selection,
    private readonly say: (text: string) => void,
    private readonly changed: () => void,
  ) {
    this.acts = slots.get("crop-acts");
    this.chosen = slots.get("chosen");
    this.keys = slots.all("[data-photo]");
    slots.on("photo-turn", () => this.turn(1, "Photo tournée vers la droite."));
    slots.on("photo-turn-left", () => this.turn(-1, "Photo tournée vers la gauche."));
    slots.on("photo-crop", () => this.start());
    slots.on("photo-crop-done", () => this.done());
    slots.on("photo-whole", () => this.whole());
    this.acts.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.done();
    });
    for (const edge of EDGES) {
      for (const key of slots.all(`[data-crop="${edge}"]`))
        key.addEventListener("click", () => this.step(edge));
      this.pull(slots.find(`[data-edge="${edge}"]`), edge);
    }
    this.wind(slots.get("photo-wind"));
  }

  /** Whether the keys that crop stand in place of the others. */
  lay(): boolean {
    const photo = this.photo;
    if (this.cropping !== null && photo !== this.cropping) this.cropping = null;
    for (const key of this.keys) setHidden(key, photo === null);
    setHidden(this.acts, this.cropping === null);
    this.chosen.toggleAttribute("data-cropping", this.cropping !== null);
    return this.cropping !== null;
  }

  private get photo(): string | null {
    const { only } = this.selection;
    return only !== null && this.view.shape(only)?.item.kind === "photo" ? only : null;
  }

  private start(): void {
    this.cropping = this.photo;
    this.changed();
    this.bringInSight();
    this.acts.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
    this.say("Recadrer\u00a0: chaque touche coupe un peu d’un bord.");
  }

  private done(): void {
    this.cropping = null;
    this.changed();
    this.slots.find<HTMLElement>('[data-do="photo-crop"]').focus({ preventScroll: true });
  }

  private turn(by: number, said: string): void {
    const { photo } = this;
    if (photo === null) return;
    this.board.laid.turn(photo, by);
    this.bringInSight();
    this.say(said);
  }

  private whole(): void {
    const { photo } = this;
    if (photo === null) return;
    this.board.laid.uncrop(photo);
    this.bringInSight();
    this.say("Photo entière.");
  }

  /** Between what floats at the top of the sheet and the keys, whole with its handles: no further than it takes. */
  private bringInSight(): void {
    const { view } = this;
    const box = this.selection.box();
    const board = this.chosen.parentElement?.getBoundingClientRect();
    if (box === null || board === undefined) return;
    const [bar, keys] = [".bar", ".held-acts"].map((one) => this.slots.find(one).getBoundingClientRect());
    const free = {
      left: HANDLE_PX,
      top: HANDLE_PX + Math.max(0, (bar?.bottom ?? 0) - board.top),
      right: view.viewport.width - HANDLE_PX,
      bottom: Math.min(view.viewport.height, (keys?.top ?? board.bottom) - board.top) - HANDLE_PX,
    };
    const { zoom } = view.camera;
    const fits = Math.min(
      (free.right - free.left) / (box.right - box.left),
      (free.bottom - free.top) / (box.bottom - box.top),
    );
    if (fits < zoom) view.look(zoomed(view.camera, fits / zoom, { x: free.left, y: free.top }));
    const from = view.toScreen({ x: box.left, y: box.top });
    const to = view.toScreen({ x: box.right, y: box.bottom });
    const dx = Math.max(free.left - from.x, 0) + Math.min(free.right - to.x, 0);
    const dy = Math.max(free.top - from.y, 0) + Math.min(free.bottom - to.y, 0);
    if (dx !== 0 || dy !== 0) view.look(moved(view.camera, dx, dy));
  }

  private step(edge: Edge): void {
    const { photo } = this;
    if (photo === null) return;
    this.board.act();
    this.board.laid.crop(photo, edge, STEP);
    this.say(SAID[edge]);
  }

  /** An edge follows the hand; one gesture is one act. */
  private pull(handle: HTMLElement, edge: Edge): void {
    this.hold(handle, (at, box) => {
      const { photo } = this;
      if (photo === null) return;
      const [wide, high] = [box.right - box.left, box.bottom - box.top];
      const share =
        edge === "left"
          ? (at.x - box.left) / wide
          : edge === "right"
            ? (box.right - at.x) / wide
            : edge === "top"
              ? (at.y - box.top) / high
              : (box.bottom - at.y) / high;
      if (Math.abs(share) > 0.005) this.board.laid.crop(photo, edge, Math.min(share, 0.95));
    });
  }

  /** Taken round the photo, it turns by quarters. */
  private wind(handle: HTMLElement): void {
    this.hold(handle, (at, box) => {
      const { photo } = this;
      if (photo === null) return;
      const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
      // From straight up, to the right.
      const quarters = Math.round(Math.atan2(at.x - middle.x, middle.y - at.y) / (Math.PI / 2));
      const by = quarters - this.wound;
      if (by === 0) return;
      this.board.laid.turn(photo, by);
      this.wound = quarters;
    });
  }

  private wound = 0;

  private hold(handle: HTMLElement, moved: (at: Place, box: Box) => void): void {
    let held: number | null = null;
    handle.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      if (held !== null || isOfPalm(event)) return;
      held = event.pointerId;
      this.wound = 0;
      this.board.act();
      handle.setPointerCapture(event.pointerId);
    });
    handle.addEventListener("pointermove", (event) => {
      const [board, box] = [this.chosen.parentElement?.getBoundingClientRect(), this.selection.box()];
      if (held !== event.pointerId || board === undefined || box === null) return;
      event.stopPropagation();
      moved(this.view.toBoard({ x: event.clientX - board.left, y: event.clientY - board.top }), box);
    });
    for (const end of ["pointerup", "pointercancel"] as const)
      handle.addEventListener(end, (event) => {
        event.stopPropagation();
        if (held === event.pointerId) held = null;
      });
  }
}
