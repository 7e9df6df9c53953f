import type { Size } from "./camera";

/**
 * What a teacher lays on the board instead of drawing it again each time: number lines, tables, axes. Drawn from
 * their top left corner, at scale 1; their numbers are written as in France.
 */
export interface Aid {
  /** As it is called on its button. */
  readonly label: string;
  /** As the account of the board calls it. */
  readonly told: string;
  readonly size: Size;
  draw(on: CanvasRenderingContext2D): void;
}

const INK = "#14211C";
const SOFT = "#7A8781";
const TINT = "#EAF3EF";
const FACE = '"Atkinson", Verdana, sans-serif';
const LINE_WIDTH = 520;
const LINE_MARGIN = 24;

export type AidKind =
  | "line_10"
  | "line_100"
  | "line_1"
  | "line_signed"
  | "place_value"
  | "decimals"
  | "times"
  | "axes"
  | "timeline";

export const AIDS: Readonly<Record<AidKind, Aid>> = {
  // Whole numbers, as in CP to CE2: tenths are on the line from 0 to 1.
  line_10: numberLine("de 0 à 10", 0, 10, 1, 1),
  line_100: numberLine("de 0 à 100", 0, 100, 10),
  line_1: numberLine("de 0 à 1", 0, 1, 0.1),
  line_signed: numberLine("de −10 à 10", -10, 10, 2, 1),
  place_value: table("Numération", "un tableau de numération", [
    ["", ["c", "d", "u"], "millions"],
    ["", ["c", "d", "u"], "mille"],
    ["", ["c", "d", "u"], "unités"],
  ]),
  decimals: table("Nombres décimaux", "un tableau de nombres décimaux", [
    ["", ["c", "d", "u"], "partie entière"],
    [",", ["dixièmes", "centièmes", "millièmes"], "partie décimale"],
  ]),
  times: timesTable(),
  axes: axes(),
  timeline: timeline(),
};

export function isAid(kind: unknown): kind is AidKind {
  return typeof kind === "string" && Object.hasOwn(AIDS, kind);
}

function numberLine(range: string, from: number, to: number, every: number, tick = every / 10): Aid {
  return {
    label: `Droite ${range}`,
    told: `une droite graduée ${range}`,
    size: { width: LINE_WIDTH + 2 * LINE_MARGIN + 20, height: 72 },
    draw: (on) => {
      const y = 26;
      const at = (value: number): number => LINE_MARGIN + ((value - from) / (to - from)) * LINE_WIDTH;
      pen(on, INK, 2);
      path(on, [LINE_MARGIN - 12, y], [LINE_MARGIN + LINE_WIDTH + 30, y]);
      arrowTip(on, LINE_MARGIN + LINE_WIDTH + 30, y, 0);
      const ticks = Math.round((to - from) / tick);
      const perNumber = Math.round(every / tick);
      for (let order = 0; order <= ticks; order += 1) {
        const whole = order % perNumber === 0;
        const half = order % perNumber === perNumber / 2;
        const x = at(from + order * tick);
        pen(on, INK, whole ? 2 : 1);
        path(on, [x, y - (whole ? 12 : half ? 9 : 6)], [x, y + (whole ? 12 : half ? 9 : 6)]);
        if (whole) text(on, french(from + order * tick), x, y + 34, 18);
      }
    },
  };
}

type Group = readonly [before: string, columns: readonly string[], title: string];

function table(label: string, told: string, groups: readonly Group[]): Aid {
  const columns = groups.flatMap(([, names]) => names);
  const wide = columns.some((name) => name.length > 1) ? 92 : 58;
  const rows = 4;
  const [head, row] = [34, 46];
  const width = columns.length * wide;
  return {
    label,
    told,
    size: { width, height: 2 * head + rows * row },
    draw: (on) => {
      on.fillStyle = "#FFFFFF";
      on.fillRect(0, 0, width, 2 * head + rows * row);
      on.fillStyle = TINT;
      on.fillRect(0, 0, width, 2 * head);
      let column = 0;
      for (const [before, names, title] of groups) {
        const left = column * wide;
        text(on, title, left + (names.length * wide) / 2, head - 11, 17, "600");
        for (const name of names) {
          text(on, name, column * wide + wide / 2, 2 * head - 11, 16);
          pen(on, SOFT, 1);
          path(on, [column * wide, head], [column * wide, 2 * head + rows * row]);
          column += 1;
        }
        pen(on, INK, 2.5);
        path(on, [left, 0], [left, 2 * head + rows * row]);
        if (before !== "")
          for (let line = 0; line < rows; line += 1)
            text(on, before, left, 2 * head + (line + 1) * row - 12, 30, "700");
      }
      pen(on, SOFT, 1);
      for (let line = 0; line < rows; line += 1)
        path(on, [0, 2 * head + line * row], [width, 2 * head + line * row]);
      path(on, [0, head], [width, head]);
      pen(on, INK, 2.5);
      on.strokeRect(0, 0, width, 2 * head + rows * row);
    },
  };
}

function timesTable(): Aid {
  const cell = 44;
  const side = 11 * cell;
  return {
    label: "Tables de multiplication",
    told: "les tables de multiplication",
    size: { width: side, height: side },
    draw: (on) => {
      on.fillStyle = "#FFFFFF";
      on.fillRect(0, 0, side, side);
      on.fillStyle = TINT;
      on.fillRect(0, 0, side, cell);
      on.fillRect(0, 0, cell, side);
      pen(on, SOFT, 1);
      for (let line = 1; line <= 10; line += 1) {
        path(on, [line * cell, 0], [line * cell, side]);
        path(on, [0, line * cell], [side, line * cell]);
      }
      pen(on, INK, 2.5);
      on.strokeRect(0, 0, side, side);
      text(on, "×", cell / 2, cell - 14, 20, "700");
      for (let row = 1; row <= 10; row += 1) {
        text(on, String(row), cell / 2, row * cell + cell - 15, 18, "700");
        text(on, String(row), row * cell + cell / 2, cell - 15, 18, "700");
        for (let column = 1; column <= 10; column += 1)
          text(on, String(row * column), column * cell + cell / 2, row * cell + cell - 15, 17);
      }
    },
  };
}

/** Two squares of the 5 × 5 paper for one unit. */
function axes(): Aid {
  const unit = 48;
  const reach = 5;
  const side = (2 * reach + 1) * unit;
  const zero = side / 2;
  return {
    label: "Repère",
    told: "un repère, de −5 à 5",
    size: { width: side, height: side },
    draw: (on) => {
      pen(on, "#D5DDD9", 1);
      for (let line = -reach; line <= reach; line += 1) {
        path(on, [zero + line * unit, 0], [zero + line * unit, side]);
        path(on, [0, zero + line * unit], [side, zero + line * unit]);
      }
      pen(on, INK, 2.5);
      path(on, [0, zero], [side, zero]);
      path(on, [zero, side], [zero, 0]);
      arrowTip(on, side, zero, 0);
      arrowTip(on, zero, 0, -Math.PI / 2);
      for (let value = -reach; value <= reach; value += 1) {
        if (value === 0) continue;
        pen(on, INK, 2);
        path(on, [zero + value * unit, zero - 6], [zero + value * unit, zero + 6]);
        path(on, [zero - 6, zero - value * unit], [zero + 6, zero - value * unit]);
        text(on, french(value), zero + value * unit, zero + 25, 16);
        text(on, french(value), zero - 20, zero - value * unit + 6, 16);
      }
      text(on, "O", zero - 14, zero + 22, 16);
      text(on, "x", side - 12, zero - 12, 18, "600");
      text(on, "y", zero + 16, 18, 18, "600");
    },
  };
}

function timeline(): Aid {
  const [from, to, step] = [-500, 2000, 500];
  const width = 640;
  return {
    label: "Frise chronologique",
    told: "une frise chronologique de −500 à 2000",
    size: { width: width + 60, height: 110 },
    draw: (on) => {
      const [top, bottom] = [34, 78];
      on.fillStyle = TINT;
      on.fillRect(20, top, width, bottom - top);
      pen(on, INK, 2);
      path(
        on,
        [20, top],
        [20 + width, top],
        [20 + width + 28, (top + bottom) / 2],
        [20 + width, bottom],
        [20, bottom],
      );
      const centuries = (to - from) / 100;
      for (let order = 0; order <= centuries; order += 1) {
        const year = from + order * 100;
        const x = 20 + (order / centuries) * width;
        const whole = year % step === 0;
        pen(on, INK, whole ? 2 : 1);
        path(on, [x, whole ? top - 6 : bottom - 10], [x, bottom]);
        // No year is called zero: 1 before our era comes just before year 1.
        if (whole) text(on, year === 0 ? "an 1" : french(year), x, bottom + 22, 17);
      }
    },
  };
}

type Spot = readonly [x: number, y: number];

function pen(on: CanvasRenderingContext2D, colour: string, width: number): void {
  on.strokeStyle = colour;
  on.lineWidth = width;
  on.lineCap = "butt";
  on.lineJoin = "miter";
}

function path(on: CanvasRenderingContext2D, first: Spot, ...others: readonly Spot[]): void {
  on.beginPath();
  on.moveTo(...first);
  for (const spot of others) on.lineTo(...spot);
  on.stroke();
}

function arrowTip(on: CanvasRenderingContext2D, x: number, y: number, angle: number): void {
  const at = (turn: number): Spot => [x - 14 * Math.cos(angle + turn), y - 14 * Math.sin(angle + turn)];
  path(on, at(0.45), [x, y], at(-0.45));
}

function text(
  on: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  size: number,
  weight = "400",
): void {
  on.font = `${weight} ${size}px ${FACE}`;
  on.fillStyle = INK;
  on.textAlign = "center";
  on.textBaseline = "alphabetic";
  on.fillText(words, x, y);
  on.textAlign = "start";
}

/** Decimal comma, and the true minus sign. */
function french(value: number): string {
  return String(Math.round(value * 1000) / 1000)
    .replace(".", ",")
    .replace("-", "−");
}
