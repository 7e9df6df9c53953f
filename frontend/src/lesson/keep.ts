import type { BoardDocument } from "../board/board_document";
import { drawPage, type PageDrawing } from "../board/picture";
import { FONT, type Photos } from "../board/shapes";
import { photosOf, settledDrawingOf } from "./drawings";
import { type PdfPage, pdfOf } from "./pdf";
import { HEADING, MARGIN, MOST_SHEETS, type Sheet, sheetsOf } from "./sheets";

/** The board carried away: a PDF of all its pages, a picture of one. Drawn as on the screen, under what it is. */
export interface Heading {
  readonly subject: string;
  /** « 24 novembre 2026 ». */
  readonly date: string;
  readonly firstName: string;
}

export interface Kept {
  readonly file: Blob;
  /** Photos that did not arrive: the file is without them. */
  readonly missing: number;
}

/** Pixels for a point: 200 to the inch. */
const SHARP = 200 / 72;
const QUALITY = 0.9;
const PICTURE_ZOOM = 2;
const PICTURE_LARGEST_PX = 4096;
const PICTURE_HEADING = 44;

/** Null when there is nothing on any page. */
export async function boardAsPdf(board: BoardDocument, photos: Photos, of: Heading): Promise<Kept | null> {
  const every = await Promise.all(board.pages.list.map((page) => settledDrawingOf(board, page)));
  const drawings = every.filter(({ empty }) => !empty);
  const missing = await photosOf(drawings, photos);
  const all = drawings.flatMap((drawing) => {
    const parts = drawing.shapes.map(({ box }) => box);
    return sheetsOf(drawing.box, parts).map((sheet) => ({ drawing, sheet }));
  });
  const sheets = all.slice(0, MOST_SHEETS);
  const pages: PdfPage[] = [];
  for (const [order, { drawing, sheet }] of sheets.entries()) {
    const canvas = sheetCanvas(board, photos, drawing, sheet);
    const place = `page ${order + 1} sur ${sheets.length}`;
    const cut = order + 1 === sheets.length && sheets.length < all.length;
    write(canvas, of, cut ? `${place}, la suite n’y est pas` : place, { zoom: SHARP, margin: MARGIN });
    const picture = await jpeg(canvas);
    pages.push({ picture, width: canvas.width, height: canvas.height, page: sheet });
    // A phone gives a canvas back only when it is emptied.
    canvas.width = canvas.height = 0;
  }
  if (pages.length === 0) return null;
  return { file: new Blob([pdfOf(pages, titleOf(of))], { type: "application/pdf" }), missing };
}

/** Null when there is nothing on this page. */
export async function pageAsPicture(
  board: BoardDocument,
  page: string,
  photos: Photos,
  of: Heading,
): Promise<Kept | null> {
  const drawing = await settledDrawingOf(board, page);
  if (drawing.empty) return null;
  const missing = await photosOf([drawing], photos);
  const { left, top, right, bottom } = drawing.box;
  const [wide, high] = [right - left, bottom - top + PICTURE_HEADING];
  const zoom = Math.min(PICTURE_ZOOM, PICTURE_LARGEST_PX / Math.max(wide, high));
  const [canvas, on] = blank(Math.ceil(wide * zoom), Math.ceil(high * zoom));
  on.translate(0, PICTURE_HEADING * zoom);
  drawPage(on, board, drawing, zoom, photos);
  on.resetTransform();
  const { list } = board.pages;
  const place = list.length > 1 ? `page ${list.indexOf(page) + 1} sur ${list.length}` : "";
  write(canvas, of, place, { zoom, margin: 16 });
  const file = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  return file === null ? null : { file, missing };
}

export function nameOf({ subject, date }: Heading, kind: "pdf" | "png"): string {
  const words = ["tableau", subject, date].filter((word) => word !== "").join(" ");
  const plain = words.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  return `${plain.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.${kind}`;
}

function titleOf({ subject, date, firstName }: Heading): string {
  return [subject, date, firstName].filter((word) => word !== "").join(" · ");
}

function sheetCanvas(
  board: BoardDocument,
  photos: Photos,
  drawing: PageDrawing,
  sheet: Sheet,
): HTMLCanvasElement {
  const [canvas, on] = blank(Math.round(sheet.width * SHARP), Math.round(sheet.height * SHARP));
  on.translate(MARGIN * SHARP, (MARGIN + HEADING) * SHARP);
  drawPage(on, board, { ...drawing, box: sheet.box }, sheet.scale * SHARP, photos);
  on.resetTransform();
  return canvas;
}

/** One line at the top: the subject, the day and the first name on the left, which sheet on the right. */
function write(
  canvas: HTMLCanvasElement,
  of: Heading,
  place: string,
  { zoom, margin }: { zoom: number; margin: number },
): void {
  const on = canvas.getContext("2d");
  if (on === null) return;
  on.fillStyle = "#14211C";
  on.textBaseline = "top";
  let size = 12 * zoom;
  const fits = (): boolean => {
    on.font = `${size}px ${FONT}`;
    return on.measureText(`${titleOf(of)}   ${place}`).width <= canvas.width - 2 * margin * zoom;
  };
  while (!fits() && size > 6) size *= 0.9;
  on.fillText(titleOf(of), margin * zoom, margin * zoom);
  on.textAlign = "right";
  on.fillText(place, canvas.width - margin * zoom, margin * zoom);
}

function blank(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const on = canvas.getContext("2d", { alpha: false });
  if (on === null) throw new Error("this browser draws no canvas");
  on.fillStyle = "#FFFFFF";
  on.fillRect(0, 0, width, height);
  return [canvas, on];
}

async function jpeg(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (blob === null) throw new Error("the picture is too large for this browser");
  return new Uint8Array(await blob.arrayBuffer());
}
