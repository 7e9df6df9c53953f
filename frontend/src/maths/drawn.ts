import type { Place } from "../board/geometry";

/** A formula ready to be drawn: letters, bars and curves, sizes in em from its top left corner. */
export type Mark =
  | {
      readonly kind: "glyphs";
      readonly text: string;
      /** CSS, at 1 px. */
      readonly font: string;
      readonly size: number;
      readonly x: number;
      /** The line the letters stand on. */
      readonly y: number;
    }
  | { readonly kind: "bar"; readonly box: readonly [x: number, y: number, width: number, height: number] }
  | {
      readonly kind: "curve";
      /** As in the `d` of an SVG path. */
      readonly path: string;
      readonly matrix: readonly [number, number, number, number, number, number];
      /** Nothing of it is drawn outside. */
      readonly box: readonly [x: number, y: number, width: number, height: number];
      /** Width of its line; 0: filled. */
      readonly stroke: number;
    };

export interface Typeset {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

export function drawTypeset(
  on: CanvasRenderingContext2D,
  formula: Typeset,
  at: Place,
  size: number,
  colour: string,
): void {
  on.save();
  on.translate(at.x, at.y);
  on.scale(size, size);
  on.fillStyle = colour;
  on.strokeStyle = colour;
  on.textBaseline = "alphabetic";
  for (const mark of formula.marks) {
    if (mark.kind === "bar") on.fillRect(...mark.box);
    else if (mark.kind === "glyphs") drawGlyphs(on, mark);
    else drawCurve(on, mark);
  }
  on.restore();
}

/** Drawn at 100 px and shrunk: browsers round letters of a few pixels. */
function drawGlyphs(on: CanvasRenderingContext2D, mark: Extract<Mark, { kind: "glyphs" }>): void {
  on.save();
  on.translate(mark.x, mark.y);
  on.scale(mark.size / 100, mark.size / 100);
  on.font = mark.font.replace(" 1px ", " 100px ");
  on.fillText(mark.text, 0, 0);
  on.restore();
}

function drawCurve(
  on: CanvasRenderingContext2D,
  { path, matrix, box, stroke }: Extract<Mark, { kind: "curve" }>,
): void {
  on.save();
  on.beginPath();
  on.rect(...box);
  on.clip();
  const shape = new Path2D();
  shape.addPath(new Path2D(path), new DOMMatrix([...matrix]));
  if (stroke > 0) {
    on.lineWidth = stroke;
    on.stroke(shape);
  } else {
    on.fill(shape);
  }
  on.restore();
}
