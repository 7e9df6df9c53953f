import type { BoardView } from "../board/board_view";
import { type Camera, inSight, moved, pinched, type Size, zoomed } from "../board/camera";
import type { Box, Place } from "../board/geometry";
import { button } from "./keys";

/**
 * The board of a past lesson under the hand. A finger or the mouse draws the sheet along, two fingers or Ctrl and the
 * wheel bring it nearer; arrows do on the sheet, and keys for who does not drag. It goes no further than what lies on
 * it. While all is in sight one finger scrolls the page, as it does once the sheet has come to its end.
 */
const MARGIN_PX = 20;
const STEP_PX = 80;
const WHEEL = 0.008;
const NEARER = 1.4;

const WAYS = {
  ArrowLeft: ["À gauche", -1, 0],
  ArrowUp: ["En haut", 0, -1],
  ArrowDown: ["En bas", 0, 1],
  ArrowRight: ["À droite", 1, 0],
} as const;
type Way = keyof typeof WAYS;

/** As near the camera asked for as leaves what lies in `box` in sight, or all of the screen to it. */
export function held(camera: Camera, box: Box, size: Size): Camera {
  const { zoom } = camera;
  const margin = MARGIN_PX / zoom;
  const between = (at: number, from: number, to: number): number =>
    Math.min(Math.max(from, to), Math.max(Math.min(from, to), at));
  return {
    x: between(camera.x, box.left - margin, box.right + margin - size.width / zoom),
    y: between(camera.y, box.top - margin, box.bottom + margin - size.height / zoom),
    zoom,
  };
}

export function allInSight(camera: Camera, box: Box, size: Size): boolean {
  const { left, top, right, bottom } = inSight(camera, size);
  const least = -0.5 / camera.zoom;
  return [box.left - left, box.top - top, right - box.right, bottom - box.bottom].every((by) => by > least);
}

export class Moving {
  /** The keys; there while something is out of sight. */
  readonly element = document.createElement("p");
  private readonly keys: ReadonlyMap<Way, HTMLButtonElement>;
  /** Fingers and mouse on the sheet, where they are in the window. */
  private readonly contacts = new Map<number, Place>();
  private movable = false;

  constructor(
    private readonly sheet: HTMLElement,
    private readonly view: BoardView,
  ) {
    this.element.className = "board-acts board-moves";
    this.keys = new Map((Object.keys(WAYS) as Way[]).map((way) => [way, this.key(way)]));
    this.element.append(...this.keys.values());
    sheet.addEventListener("pointerdown", (event) => this.down(event));
    sheet.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"] as const)
      sheet.addEventListener(end, ({ pointerId }) => this.up(pointerId));
    sheet.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    sheet.addEventListener("keydown", (event) => this.pressed(event));
    this.looked();
  }

  /** The camera, or what lies on the page, is another. */
  looked(): void {
    const { view, sheet, element } = this;
    const box = view.bounds();
    this.movable = box !== null && !allInSight(view.camera, box, view.viewport);
    sheet.classList.toggle("movable", this.movable);
    element.hidden = !this.movable;
    for (const [way, key] of this.keys) key.setAttribute("aria-disabled", String(!this.leads(way)));
  }

  /** Nearer, or further when less than 1, around the middle. */
  zoom(by: number): void {
    const { width, height } = this.view.viewport;
    this.look(zoomed(this.view.camera, by, { x: width / 2, y: height / 2 }));
  }

  nearer(): void {
    this.zoom(NEARER);
  }

  further(): void {
    this.zoom(1 / NEARER);
  }

  /** What of it could not be done, in pixels downward. */
  private look(camera: Camera): number {
    const seen = this.held(camera);
    this.view.look(seen);
    return (camera.y - seen.y) * camera.zoom;
  }

  private held(camera: Camera): Camera {
    const box = this.view.bounds();
    return box === null ? camera : held(camera, box, this.view.viewport);
  }

  private after(way: Way): Camera {
    const [, right, down] = WAYS[way];
    return this.held(moved(this.view.camera, -right * STEP_PX, -down * STEP_PX));
  }

  private leads(way: Way): boolean {
    const { camera } = this.view;
    const after = this.after(way);
    return Math.hypot(after.x - camera.x, after.y - camera.y) * camera.zoom > 1;
  }

  private step(way: Way): void {
    this.view.look(this.after(way));
  }

  private key(way: Way): HTMLButtonElement {
    const [text, right, down] = WAYS[way];
    const made = button(right + down < 0 ? "back" : "next", text, () => this.step(way));
    if (down !== 0) made.classList.add("upright");
    return made;
  }

  private down(event: PointerEvent): void {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    this.contacts.set(event.pointerId, placeOf(event));
    this.sheet.setPointerCapture(event.pointerId);
    this.view.gesture = this.movable || this.contacts.size > 1;
  }

  private move(event: PointerEvent): void {
    const before = this.contacts.get(event.pointerId);
    if (before === undefined) return;
    const at = placeOf(event);
    this.contacts.set(event.pointerId, at);
    const other = [...this.contacts].find(([id]) => id !== event.pointerId)?.[1];
    if (other !== undefined) {
      const [from, to, still] = [before, at, other].map((place) => this.local(place)) as [
        Place,
        Place,
        Place,
      ];
      this.look(pinched(this.view.camera, from, to, still));
      return;
    }
    if (!this.movable) return;
    const left = this.look(moved(this.view.camera, at.x - before.x, at.y - before.y));
    if (event.pointerType === "touch") scrollBy(0, left);
  }

  private up(pointer: number): void {
    this.contacts.delete(pointer);
    if (this.contacts.size === 0) this.view.gesture = false;
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;
    const by = Math.exp(-event.deltaY * unit * WHEEL);
    this.look(zoomed(this.view.camera, by, this.local(placeOf(event))));
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key in WAYS) {
      // All in sight, they scroll the page.
      if (!this.movable) return;
      this.step(key as Way);
    } else if (key === "+" || key === "=") this.nearer();
    else if (key === "-") this.further();
    else if (key === "0") this.view.lookAtAll();
    else return;
    event.preventDefault();
  }

  private local({ x, y }: Place): Place {
    const { left, top } = this.sheet.getBoundingClientRect();
    return { x: x - left, y: y - top };
  }
}

function placeOf({ clientX, clientY }: MouseEvent): Place {
  return { x: clientX, y: clientY };
}
