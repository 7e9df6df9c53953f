import { type Box, meet, type Place } from "./geometry";
import { type Item, inkLines, type Photo, type Stroke } from "./item";
import { drawFramed, drawShape, type Photos, type Shape } from "./shapes";
import { context } from "./surface";

/** What is written on a photo too dark for its colour lies on something pale there, so that it is read. */
const PALE = "rgb(255 255 255 / .9)";
/** A marker keeps the photo in sight under it. */
const WASH = "rgb(255 255 255 / .5)";
const WIDEST = 6;
/** Contrast under which ink is hard to see (WCAG 1.4.11). */
const LEAST = 3;
const BLACK = "#000000";
/** A photo is looked at in so many parts each way. */
const PARTS = 24;

/** What is written, or a part of it. */
export interface Written {
  readonly item: Pick<Item, "kind"> & { readonly colour?: string; readonly width?: number };
  /** Around all of it. */
  readonly box: Box;
  path(): Path2D | null;
  /** Of a part of a stroke, where the hand went. */
  readonly lines?: readonly (readonly Place[])[];
}

/** Luminance of each part of a photo as it lies; made once, since a photo that changes is read anew. */
const seen = new WeakMap<Photo, readonly number[]>();

/** All of `shapes`, bottom to top. `ground`: those among which its photos are. */
export function drawShapes(
  on: CanvasRenderingContext2D,
  shapes: readonly Shape[],
  photos: Photos,
  ground: Iterable<Shape> = shapes,
): void {
  const written = shapes.filter(({ item }) => item.kind !== "photo");
  for (const shape of shapes) if (shape.item.kind === "photo") drawShape(on, shape, photos);
  // Before all ink, so that none is cut by what lies under another.
  drawHalos(on, written, photos, ground);
  for (const shape of written) drawShape(on, shape, photos);
}

/** On the photos alone: whatever part of the board is drawn, it is the same. */
export function drawHalos(
  on: CanvasRenderingContext2D,
  written: readonly Written[],
  photos: Photos,
  ground: Iterable<Shape>,
): void {
  for (const { item } of ground) {
    const image = item.kind === "photo" && photos.get(item.source);
    if (item.kind !== "photo" || !(image instanceof HTMLImageElement)) continue;
    const { place, width, height } = item;
    const lies = { left: place.x, top: place.y, right: place.x + width, bottom: place.y + height };
    const dim = written.filter((one) => meet(one.box, lies) && isDim(one, item, image));
    if (dim.length === 0) continue;
    on.save();
    on.beginPath();
    on.rect(place.x, place.y, width, height);
    on.clip();
    for (const one of dim) drawHalo(on, one);
    on.restore();
  }
}

function drawHalo(on: CanvasRenderingContext2D, { item, box, path, lines }: Written): void {
  const { width = 0 } = item;
  on.fillStyle = on.strokeStyle = PALE;
  if (item.kind === "marker") {
    on.fillStyle = WASH;
    on.fill(path() ?? new Path2D());
    return;
  }
  // Along the line of a pen rather than around its ink, whose edge has many more points.
  const line = item.kind === "pen" ? along(lines ?? inkLines(item as Stroke)) : path();
  if (line === null) on.fillRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  else {
    on.lineWidth = width + 2 * Math.min(WIDEST, 0.8 + 0.6 * width);
    on.lineCap = on.lineJoin = "round";
    on.stroke(line);
  }
}

function along(lines: readonly (readonly Place[])[]): Path2D {
  const path = new Path2D();
  for (const line of lines) {
    const [first] = line;
    if (first !== undefined) path.moveTo(first.x, first.y);
    for (const { x, y } of line) path.lineTo(x, y);
  }
  return path;
}

/** By the darkest part of the photo under it. A marker darkens: under it, even black would be hard to see. */
function isDim({ item, box }: Written, photo: Photo, image: HTMLImageElement): boolean {
  const ink = item.kind === "marker" ? BLACK : (item.colour ?? BLACK);
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(ink.slice(at, at + 2), 16));
  const own = luminance(red, green, blue);
  const { place, width, height } = photo;
  const part = (at: number, from: number, size: number): number =>
    Math.min(PARTS - 1, Math.max(0, Math.floor(((at - from) / size) * PARTS)));
  const parts = partsOf(photo, image);
  const [left, right] = [part(box.left, place.x, width), part(box.right, place.x, width)];
  const bottom = part(box.bottom, place.y, height);
  for (let row = part(box.top, place.y, height); row <= bottom; row += 1)
    for (const under of parts.slice(row * PARTS + left, row * PARTS + right + 1))
      if ((Math.max(under, own) + 0.05) / (Math.min(under, own) + 0.05) < LEAST) return true;
  return false;
}

function partsOf(photo: Photo, image: HTMLImageElement): readonly number[] {
  const known = seen.get(photo);
  if (known !== undefined) return known;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = PARTS;
  const on = context(canvas, false);
  on.imageSmoothingQuality = "high";
  drawFramed(on, { ...photo, place: { x: 0, y: 0 }, width: PARTS, height: PARTS }, image);
  const { data } = on.getImageData(0, 0, PARTS, PARTS);
  const parts = Array.from({ length: PARTS * PARTS }, (_, at) =>
    luminance(data[4 * at], data[4 * at + 1], data[4 * at + 2]),
  );
  seen.set(photo, parts);
  return parts;
}

/** Of a colour, from 0 to 1. */
function luminance(red = 0, green = 0, blue = 0): number {
  return 0.2126 * (red / 255) ** 2.2 + 0.7152 * (green / 255) ** 2.2 + 0.0722 * (blue / 255) ** 2.2;
}
