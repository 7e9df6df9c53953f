import type { BoardDocument } from "./board_document";
import { type Box, union } from "./geometry";
import { drawShapes } from "./halo";
import { drawPaper } from "./paper";
import { FONT, type Photos, type Shape, shapeOf } from "./shapes";
import { above } from "./stack";

/** A page of the board drawn whole, away from the screen: thumbnails, pictures, printed pages. */
const MARGIN = 24;
/** What an empty page shows, board units. */
const EMPTY: Box = { left: 0, top: 0, right: 720, bottom: 480 };

export interface PageDrawing {
  readonly page: string;
  /** Around all that lies on it, with its margin. */
  readonly box: Box;
  readonly empty: boolean;
  readonly shapes: readonly Shape[];
}

export function drawingOf(board: BoardDocument, page: string): PageDrawing {
  const measure = measurer();
  const shapes: Shape[] = [];
  for (const id of board.items.keys()) {
    if (board.pageOf(id) !== page) continue;
    const item = board.read(id);
    if (item !== null) shapes.push(shapeOf(item, measure));
  }
  shapes.sort(above);
  const around = shapes.reduce<Box | null>((all, { box }) => union(all, box), null);
  const { left, top, right, bottom } = around ?? EMPTY;
  const box = { left: left - MARGIN, top: top - MARGIN, right: right + MARGIN, bottom: bottom + MARGIN };
  return { page, box, empty: around === null, shapes };
}

/** On `on`, whose origin and scale are set, as wide as `box` is at `zoom`. */
export function drawPage(
  on: CanvasRenderingContext2D,
  board: BoardDocument,
  { page, box, shapes }: PageDrawing,
  zoom: number,
  photos: Photos,
): void {
  const size = { width: (box.right - box.left) * zoom, height: (box.bottom - box.top) * zoom };
  on.save();
  on.beginPath();
  on.rect(0, 0, size.width, size.height);
  on.clip();
  drawPaper(on, board.pages.paper(page), { x: box.left, y: box.top, zoom }, size);
  on.scale(zoom, zoom);
  on.translate(-box.left, -box.top);
  drawShapes(on, shapes, photos);
  on.restore();
}

/** A canvas with the page, `largest` pixels on its longer side at most. */
export function canvasOf(
  board: BoardDocument,
  drawing: PageDrawing,
  photos: Photos,
  { zoom, largest }: { zoom: number; largest: number },
): HTMLCanvasElement {
  const { left, top, right, bottom } = drawing.box;
  const scale = Math.min(zoom, largest / Math.max(right - left, bottom - top));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil((right - left) * scale);
  canvas.height = Math.ceil((bottom - top) * scale);
  const on = canvas.getContext("2d", { alpha: false });
  if (on !== null) drawPage(on, board, drawing, scale, photos);
  return canvas;
}

function measurer(): (text: string, size: number) => number {
  const on = document.createElement("canvas").getContext("2d");
  return (text, size) => {
    if (on === null) return text.length * size * 0.6;
    on.font = `${size}px ${FONT}`;
    return on.measureText(text).width;
  };
}
