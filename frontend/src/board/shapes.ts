import { getStroke } from "perfect-freehand";
import { drawTypeset } from "../maths/drawn";
import { formulas } from "../maths/formulas";
import { curvesOf, drawGraph, graphSize } from "../maths/graph";
import { AIDS } from "./aids";
import { arrowHead } from "./figures";
import { type Box, boxAround, type Place } from "./geometry";
import { type Edge, type InkLook, strokeOptions } from "./growing_ink";
import {
  type Figure,
  type Formula,
  type Graph,
  type Item,
  inkLines,
  isFigure,
  type LaidAid,
  type Photo,
  type Stroke,
  type Text,
  type Unknown,
} from "./item";
import type { Point } from "./points";

/** What an item looks like, and the box it fills. Nothing here knows of the document. */
export interface Shape {
  readonly item: Item;
  readonly box: Box;
  /** Made when it is first drawn: most of a long lesson is out of sight when it opens. */
  path(): Path2D | null;
}

export const FONT = '"Atkinson", Verdana, sans-serif';
export const LINE_HEIGHT = 1.3;
const MARKER_OPACITY = 0.38;
const SOFT = "#4A5953";
/** LaTeX not set yet, or that cannot be, beside the letters of a formula. */
const RAW = 0.8;

export function shapeOf(item: Item, measure: (text: string, size: number) => number): Shape {
  switch (item.kind) {
    case "pen":
    case "marker":
      return {
        item,
        box: boxAround(inkLines(item).flat(), item.width + 2),
        path: once(() => outline(item, true)),
      };
    case "text": {
      const lines = item.text.split("\n");
      const width = Math.max(item.size, ...lines.map((line) => measure(line, item.size)));
      const { x, y } = item.place;
      const bottom = y + lines.length * item.size * LINE_HEIGHT;
      return { item, box: { left: x, top: y, right: x + width, bottom }, path: none };
    }
    case "photo": {
      const { x, y } = item.place;
      return {
        item,
        box: { left: x, top: y, right: x + item.width + 6, bottom: y + item.height + 8 },
        path: none,
      };
    }
    case "aid": {
      const { size } = AIDS[item.aid];
      const { x, y } = item.place;
      const [right, bottom] = [x + size.width * item.scale, y + size.height * item.scale];
      return { item, box: { left: x, top: y, right, bottom }, path: none };
    }
    case "formula": {
      const set = formulas.get(item.latex);
      const known = set !== null && set !== "wrong";
      const wide = known ? set.width * item.size : measure(item.latex, item.size * RAW);
      const high = known ? set.height * item.size : item.size * LINE_HEIGHT;
      const { x, y } = item.place;
      return {
        item,
        box: { left: x, top: y, right: x + Math.max(item.size, wide), bottom: y + high },
        path: none,
      };
    }
    case "graph": {
      const { width, height } = graphSize(item.window, curvesOf(item.text).length);
      const { x, y } = item.place;
      const [right, bottom] = [x + width * item.scale, y + height * item.scale];
      return { item, box: { left: x, top: y, right, bottom }, path: none };
    }
    case "unknown": {
      const { x, y } = item.place;
      return { item, box: { left: x, top: y, right: x + item.width, bottom: y + item.height }, path: none };
    }
    default: {
      const margin = item.width * (item.kind === "arrow" ? 4 : 1) + 2;
      const around = item.pieces?.flat() ?? [item.from, item.to];
      return { item, box: boxAround(around, margin), path: once(() => figurePath(item)) };
    }
  }
}

function none(): null {
  return null;
}

function once(make: () => Path2D): () => Path2D {
  let made: Path2D | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

function figurePath({ kind, from, to, width, pieces }: Figure): Path2D {
  const path = new Path2D();
  if (pieces !== null) {
    for (const piece of pieces)
      for (const [order, { x, y }] of piece.entries()) join(path, order === 0, x, y);
    const end = pieces.at(-1)?.at(-1);
    // The head goes with the point of the arrow.
    if (kind === "arrow" && end !== undefined && near(end, to)) addHead(path, from, to, width);
  } else if (kind === "rectangle") {
    path.rect(from.x, from.y, to.x - from.x, to.y - from.y);
  } else if (kind === "ellipse") {
    const [wide, high] = [Math.abs(to.x - from.x) / 2, Math.abs(to.y - from.y) / 2];
    path.ellipse((from.x + to.x) / 2, (from.y + to.y) / 2, wide, high, 0, 0, 2 * Math.PI);
  } else {
    path.moveTo(from.x, from.y);
    path.lineTo(to.x, to.y);
    if (kind === "arrow") addHead(path, from, to, width);
  }
  return path;
}

function addHead(path: Path2D, from: Place, to: Place, width: number): void {
  const [left, right] = arrowHead(from, to, width);
  path.moveTo(left.x, left.y);
  path.lineTo(to.x, to.y);
  path.lineTo(right.x, right.y);
}

function join(path: Path2D, first: boolean, x: number, y: number): void {
  if (first) path.moveTo(x, y);
  else path.lineTo(x, y);
}

function near(a: Place, b: Place): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < 0.01;
}

/** The ink of a stroke; `done` closes its end, where the hand was lifted. */
export function outline(stroke: Stroke, done: boolean): Path2D {
  if (stroke.pieces === null) return inkOf(stroke.points, stroke, done);
  const path = new Path2D();
  for (const piece of stroke.pieces) path.addPath(inkOf(piece, stroke, done));
  return path;
}

export function inkOf(points: readonly Point[], look: InkLook, done: boolean): Path2D {
  const triples = points.map(({ x, y, pressure }) => [x, y, pressure]);
  const path = new Path2D();
  addEdge(path, getStroke(triples, strokeOptions(look, done)) as [number, number][]);
  return path;
}

/** Closed, and rounded from point to point. */
export function addEdge(path: Path2D, edge: Edge): void {
  const first = edge[0];
  if (first === undefined) return;
  path.moveTo(first[0], first[1]);
  edge.forEach(([x, y], order) => {
    const next = edge[(order + 1) % edge.length] ?? first;
    path.quadraticCurveTo(x, y, (x + next[0]) / 2, (y + next[1]) / 2);
  });
  path.closePath();
}

export function drawShape(on: CanvasRenderingContext2D, shape: Shape, photos: Photos): void {
  const { item } = shape;
  if (item.kind === "photo") drawPhoto(on, item, photos.get(item.source));
  else if (item.kind === "text") drawText(on, item);
  else if (item.kind === "aid") drawAid(on, item);
  else if (item.kind === "formula") drawFormula(on, item);
  else if (item.kind === "graph") drawLaidGraph(on, item);
  else if (item.kind === "unknown") drawUnknown(on, item);
  else drawLine(on, item, shape.path());
}

function drawLine(on: CanvasRenderingContext2D, item: Stroke | Figure, path: Path2D | null): void {
  if (path === null) return;
  if (isFigure(item)) drawFigure(on, path, item);
  else drawInk(on, path, item);
}

export function drawInk(
  on: CanvasRenderingContext2D,
  path: Path2D,
  look: Pick<Stroke, "kind" | "colour">,
): void {
  on.fillStyle = look.colour;
  if (look.kind === "marker") {
    on.globalAlpha = MARKER_OPACITY;
    on.globalCompositeOperation = "multiply";
  }
  on.fill(path);
  on.globalAlpha = 1;
  on.globalCompositeOperation = "source-over";
}

function drawFigure(on: CanvasRenderingContext2D, path: Path2D, { colour, width }: Figure): void {
  on.strokeStyle = colour;
  on.lineWidth = width;
  on.lineCap = "round";
  on.lineJoin = "round";
  on.stroke(path);
}

function drawAid(on: CanvasRenderingContext2D, { aid, place, scale }: LaidAid): void {
  on.save();
  on.translate(place.x, place.y);
  on.scale(scale, scale);
  AIDS[aid].draw(on);
  on.restore();
}

function drawFormula(on: CanvasRenderingContext2D, item: Formula): void {
  const set = formulas.get(item.latex);
  if (set !== null && set !== "wrong") {
    drawTypeset(on, set, item.place, item.size, item.colour);
    return;
  }
  on.fillStyle = set === "wrong" ? item.colour : SOFT;
  on.font = `${item.size * RAW}px ${FONT}`;
  on.textBaseline = "alphabetic";
  on.fillText(item.latex, item.place.x, item.place.y + item.size);
}

function drawLaidGraph(on: CanvasRenderingContext2D, { text, window, colour, place, scale }: Graph): void {
  on.save();
  on.translate(place.x, place.y);
  on.scale(scale, scale);
  drawGraph(on, text, window, colour);
  on.restore();
}

function drawUnknown(on: CanvasRenderingContext2D, { place, width, height }: Unknown): void {
  on.fillStyle = "#F0F1E9";
  on.fillRect(place.x, place.y, width, height);
  on.strokeStyle = SOFT;
  on.lineWidth = 2;
  on.strokeRect(place.x + 1, place.y + 1, width - 2, height - 2);
  on.fillStyle = SOFT;
  on.font = `${Math.max(8, Math.min(18, width / 14))}px ${FONT}`;
  on.textBaseline = "alphabetic";
  on.fillText("À voir après mise à jour", place.x + 12, place.y + height / 2 + 6);
}

function drawText(on: CanvasRenderingContext2D, item: Text): void {
  on.fillStyle = item.colour;
  on.font = `${item.size}px ${FONT}`;
  on.textBaseline = "alphabetic";
  item.text.split("\n").forEach((line, order) => {
    on.fillText(line, item.place.x, item.place.y + (order * LINE_HEIGHT + 1) * item.size);
  });
}

function drawPhoto(
  on: CanvasRenderingContext2D,
  item: Photo,
  image: HTMLImageElement | "missing" | null,
): void {
  const { x, y } = item.place;
  on.fillStyle = "rgb(20 33 28 / .12)";
  on.fillRect(x + 4, y + 6, item.width, item.height);
  if (image instanceof HTMLImageElement) {
    drawFramed(on, item, image);
    return;
  }
  on.fillStyle = "#F0F1E9";
  on.fillRect(x, y, item.width, item.height);
  on.fillStyle = "#4A5953";
  on.font = `22px ${FONT}`;
  on.fillText(image === "missing" ? "La photo n’est pas arrivée." : "La photo arrive…", x + 24, y + 48);
}

/** The part in sight, the way it is turned. */
export function drawFramed(
  on: CanvasRenderingContext2D,
  { place, width, height, frame }: Photo,
  image: HTMLImageElement,
): void {
  const { left, top, right, bottom, turns } = frame;
  const [wide, high] = turns % 2 === 1 ? [height, width] : [width, height];
  on.save();
  on.translate(place.x + width / 2, place.y + height / 2);
  on.rotate((turns * Math.PI) / 2);
  on.drawImage(
    image,
    left * image.naturalWidth,
    top * image.naturalHeight,
    (right - left) * image.naturalWidth,
    (bottom - top) * image.naturalHeight,
    -wide / 2,
    -high / 2,
    wide,
    high,
  );
  on.restore();
}

/** The pupils' photos, fetched once each; `arrived` is called when one can be drawn. */
export class Photos {
  private readonly known = new Map<string, HTMLImageElement | "missing" | null>();

  constructor(private readonly arrived: (source: string) => void) {}

  get(source: string): HTMLImageElement | "missing" | null {
    const known = this.known.get(source);
    if (known !== undefined) return known;
    this.fetch(source);
    return null;
  }

  /** The network is back: try again those that did not come. */
  retry(): void {
    for (const [source, state] of this.known) if (state === "missing") this.fetch(source);
  }

  private came(source: string, image: HTMLImageElement | "missing"): void {
    this.known.set(source, image);
    this.arrived(source);
  }

  private fetch(source: string): void {
    this.known.set(source, null);
    const image = new Image();
    image.decoding = "async";
    image.onload = () => this.came(source, image);
    image.onerror = () => this.came(source, "missing");
    image.src = source;
  }
}
