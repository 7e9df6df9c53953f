import type { Size } from "../board/camera";
import { type Expression, readExpression } from "./expression";

/** Axes and the curves of up to three functions, drawn from their top left corner at scale 1; numbers as in France. */
export type Window = readonly [left: number, right: number, bottom: number, top: number];
export const USUAL_WINDOW: Window = [-5, 5, -5, 5];
export const MOST_CURVES = 3;
/** A function per line, or between semicolons. */
export const LONGEST_GRAPH = 400;

const FRAME = 480;
const [SHORTEST, TALLEST] = [240, 640];
const MARGIN = 12;
const LEGEND = 30;
const INK = "#14211C";
const GRID = "#D5DDD9";
const FACE = '"Atkinson", Verdana, sans-serif';
const INKS = ["#2B4C9B", "#A3440C", "#0D6B3F"];
/** Told apart without their colours. */
const DASHES: readonly (readonly number[])[] = [[], [12, 7], [3, 6]];
/** Graduations nearer than this would touch. */
const TICK_PX = 44;

export interface Curve {
  readonly typed: string;
  readonly evaluate: Expression;
}

/** Those that can be read; a line that cannot is left out. */
export function curvesOf(text: string): Curve[] {
  return functionsOf(text)
    .map((typed) => ({ typed, evaluate: readExpression(typed).evaluate }))
    .filter((curve): curve is Curve => curve.evaluate !== null);
}

export function functionsOf(text: string): string[] {
  return text
    .split(/[;\n]/)
    .map((typed) => typed.trim())
    .filter((typed) => typed !== "")
    .slice(0, MOST_CURVES);
}

/** « y = » before what is typed without it. */
export function named(typed: string): string {
  return typed.includes("=") ? typed : `y = ${typed}`;
}

/** As in class: « y = x² − 2 » of what is typed « x^2-2 ». What it says stays the same. */
export function written(typed: string): string {
  return named(typed)
    .replace(/\^([2-5])(?![\d,.^])/g, (_, power: string) => "²³⁴⁵"[Number(power) - 2] as string)
    .replace(/([\wπ)²³⁴⁵])\s*([-−–+*=])\s*/g, "$1 $2 ")
    .replace(/[-–]/g, "−")
    .replace(/\*/g, "×")
    .replace(/(\d)\.(?=\d)/g, "$1,");
}

export function isWindow(value: readonly number[]): value is Window {
  const [left = 0, right = 0, bottom = 0, top = 0] = value;
  const sane = value.every((bound) => Number.isFinite(bound) && Math.abs(bound) <= 1e6);
  return value.length === 4 && sane && right - left >= 1e-3 && top - bottom >= 1e-3;
}

export function graphSize(window: Window, curves: number): Size {
  const { height } = frameOf(window);
  return { width: FRAME + 2 * MARGIN, height: height + 2 * MARGIN + LEGEND * curves };
}

/** As many units up as across when that makes a frame of a fair shape. */
function frameOf([left, right, bottom, top]: Window): Size {
  const fair = (FRAME * (top - bottom)) / (right - left);
  return { width: FRAME, height: Math.min(TALLEST, Math.max(SHORTEST, fair)) };
}

/** 1, 2 or 5 times a power of ten. */
export function tickOf(span: number, pixels: number): number {
  const least = (span * TICK_PX) / pixels;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((times) => times * power).find((tick) => tick >= least * 0.999) ?? 10 * power;
}

export function drawGraph(on: CanvasRenderingContext2D, text: string, window: Window, colour: string): void {
  const frame = frameOf(window);
  const curves = curvesOf(text);
  on.save();
  on.translate(MARGIN, MARGIN);
  on.lineCap = "butt";
  on.lineJoin = "round";
  drawAxes(on, window, frame);
  const inks = [colour, ...INKS.filter((ink) => ink !== colour)];
  curves.forEach((curve, order) => {
    on.strokeStyle = inks[order] ?? INK;
    on.lineWidth = 3;
    on.setLineDash([...(DASHES[order] ?? [])]);
    drawCurve(on, curve.evaluate, window, frame);
    const y = frame.height + MARGIN + LEGEND * order + LEGEND / 2;
    path(on, [4, y], [44, y]);
    on.setLineDash([]);
    write(on, written(curve.typed), 54, y + 6, 18, "start");
  });
  on.restore();
}

function drawAxes(on: CanvasRenderingContext2D, window: Window, { width, height }: Size): void {
  const [left, right, bottom, top] = window;
  const [toX, toY] = scalesOf(window, { width, height });
  const steps = { x: tickOf(right - left, width), y: tickOf(top - bottom, height) };
  on.strokeStyle = GRID;
  on.lineWidth = 1;
  for (const x of ticks(left, right, steps.x)) path(on, [toX(x), 0], [toX(x), height]);
  for (const y of ticks(bottom, top, steps.y)) path(on, [0, toY(y)], [width, toY(y)]);
  // An axis out of sight is drawn along the nearest edge.
  const zeroX = toX(clamp(0, left, right));
  const zeroY = toY(clamp(0, bottom, top));
  on.strokeStyle = INK;
  on.lineWidth = 2.5;
  path(on, [0, zeroY], [width, zeroY]);
  path(on, [width - 12, zeroY - 6], [width, zeroY], [width - 12, zeroY + 6]);
  path(on, [zeroX, height], [zeroX, 0]);
  path(on, [zeroX - 6, 12], [zeroX, 0], [zeroX + 6, 12]);
  on.lineWidth = 2;
  const low = zeroY + 22 > height ? zeroY - 9 : zeroY + 22;
  const beside = zeroX - 34 < 0;
  for (const x of ticks(left, right, steps.x)) {
    path(on, [toX(x), zeroY - 5], [toX(x), zeroY + 5]);
    if (x !== 0 && toX(x) > 8 && toX(x) < width - 22) write(on, french(x), toX(x), low, 15, "center");
  }
  for (const y of ticks(bottom, top, steps.y)) {
    path(on, [zeroX - 5, toY(y)], [zeroX + 5, toY(y)]);
    if (y !== 0 && toY(y) > 20 && toY(y) < height - 6)
      write(on, french(y), zeroX + (beside ? 9 : -9), toY(y) + 5, 15, beside ? "start" : "end");
  }
  if (left <= 0 && right >= 0 && bottom <= 0 && top >= 0) write(on, "O", zeroX - 9, zeroY + 20, 15, "end");
  write(on, "x", width - 2, zeroY - 12, 17, "end");
  write(on, "y", zeroX + 12, 16, 17, "start");
}

function drawCurve(on: CanvasRenderingContext2D, evaluate: Expression, window: Window, frame: Size): void {
  const [left, right] = window;
  const [toX, toY] = scalesOf(window, frame);
  on.save();
  on.beginPath();
  on.rect(0, 0, frame.width, frame.height);
  on.clip();
  on.beginPath();
  let before = Number.NaN;
  for (let step = 0; step <= frame.width * 2; step += 1) {
    const x = left + ((right - left) * step) / (frame.width * 2);
    const y = clamp(toY(evaluate(x)), -frame.height * 4, frame.height * 5);
    // From one end of the frame to the other in half a pixel: an asymptote, not a wall.
    const jumps = Math.abs(y - before) > frame.height;
    if (Number.isFinite(y)) {
      if (Number.isFinite(before) && !jumps) on.lineTo(toX(x), y);
      else on.moveTo(toX(x), y);
    }
    before = y;
  }
  on.stroke();
  on.restore();
}

type Scale = (value: number) => number;

function scalesOf([left, right, bottom, top]: Window, { width, height }: Size): [Scale, Scale] {
  return [
    (x) => ((x - left) / (right - left)) * width,
    (y) => height - ((y - bottom) / (top - bottom)) * height,
  ];
}

export function ticks(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, order) => (first + order) * step);
}

/** Decimal comma, and the true minus sign. */
export function french(value: number): string {
  return String(Math.round(value * 1000) / 1000)
    .replace(".", ",")
    .replace("-", "−")
    .replace(/^−0$/, "0");
}

type Spot = readonly [x: number, y: number];

function path(on: CanvasRenderingContext2D, first: Spot, ...others: readonly Spot[]): void {
  on.beginPath();
  on.moveTo(...first);
  for (const spot of others) on.lineTo(...spot);
  on.stroke();
}

function write(
  on: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  size: number,
  align: CanvasTextAlign,
): void {
  on.font = `${size}px ${FACE}`;
  on.fillStyle = INK;
  on.textAlign = align;
  on.textBaseline = "alphabetic";
  on.fillText(words, x, y);
  on.textAlign = "start";
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
