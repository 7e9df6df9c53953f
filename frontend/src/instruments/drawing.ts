import {
  CENTIMETRE,
  type InstrumentKind,
  MILLIMETRE,
  PROTRACTOR_RADIUS,
  RULER_CM,
  RULER_DEPTH,
  RULER_END,
  SQUARE_CM,
} from "./instrument";

/** The instruments as SVG, in their own coordinates: see-through, dark marks, numbers as on the real ones. */
export function drawingOf(kind: InstrumentKind, opening: number): string {
  switch (kind) {
    case "ruler":
      return ruler();
    case "square":
      return square();
    case "protractor":
      return protractor();
    case "compass":
      return compass(opening);
  }
}

function ruler(): string {
  const wide = RULER_CM * CENTIMETRE + 2 * RULER_END;
  const body = `<rect class="body" x="${-RULER_END}" y="0" width="${wide}" height="${RULER_DEPTH}" rx="5"/>`;
  return body + marks(RULER_CM, (at) => [at, 0], [0, 1]) + numbers(RULER_CM, (at) => [at, 36]);
}

function square(): string {
  const [along, up] = [SQUARE_CM.along * CENTIMETRE, SQUARE_CM.up * CENTIMETRE];
  const hole = "M64 -52 H194 L64 -133 Z";
  const body = `<path class="body" fill-rule="evenodd" d="M0 0 H${along} L0 ${-up} Z ${hole}"/>`;
  const corner = '<path class="mark" d="M14 0 V-14 H0"/>';
  return (
    body +
    corner +
    marks(SQUARE_CM.along - 1, (at) => [at, 0], [0, -1]) +
    numbers(SQUARE_CM.along - 2, (at) => [at, -26], 1) +
    marks(SQUARE_CM.up - 1, (at) => [0, -at], [1, 0]) +
    numbers(SQUARE_CM.up - 2, (at) => [32, -at + 5], 1)
  );
}

function protractor(): string {
  const radius = PROTRACTOR_RADIUS;
  const inner = radius * 0.42;
  const body =
    `<path class="body" fill-rule="evenodd" d="M${-radius} 0 A${radius} ${radius} 0 0 1 ${radius} 0 L${radius} 14 H${-radius} Z ` +
    `M${-inner} -14 A${inner} ${inner} 0 0 1 ${inner} -14 Z"/>`;
  let ticks = "";
  let labels = "";
  for (let degrees = 0; degrees <= 180; degrees += 1) {
    const length = degrees % 10 === 0 ? 22 : degrees % 5 === 0 ? 15 : 9;
    const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    ticks += `M${fixed(radius * cos)} ${fixed(-radius * sin)}L${fixed((radius - length) * cos)} ${fixed(-(radius - length) * sin)}`;
    if (degrees % 10 !== 0 || degrees === 0 || degrees === 180) continue;
    labels += label(degrees, (radius - 36) * cos, -(radius - 36) * sin, 90 - degrees, "");
    labels += label(180 - degrees, (radius - 60) * cos, -(radius - 60) * sin, 90 - degrees, " inner");
  }
  const centre = '<path class="mark" d="M-16 0H16M0 -14V10"/><circle class="point" r="3"/>';
  return `${body}<path class="mark" d="${ticks}"/>${labels}${centre}`;
}

function compass(opening: number): string {
  const hinge = { x: opening / 2, y: -Math.max(90, 190 - opening / 6) };
  return (
    `<path class="leg" d="M0 0 L${fixed(hinge.x)} ${fixed(hinge.y)} L${fixed(opening)} 0"/>` +
    `<circle class="body hinge" cx="${fixed(hinge.x)}" cy="${fixed(hinge.y)}" r="13"/>` +
    '<circle class="point" r="4"/><path class="mark" d="M-12 0H12M0 -12V12"/>' +
    `<path class="lead pencil" d="M${fixed(opening - 6)} -18 L${fixed(opening)} 0 L${fixed(opening + 6)} -18 Z"/>`
  );
}

type Spot = (at: number) => readonly [x: number, y: number];

/** Millimetre marks from 0 to `centimetres`, drawn from the edge towards `inward`. */
function marks(centimetres: number, spot: Spot, inward: readonly [x: number, y: number]): string {
  let path = "";
  for (let mark = 0; mark <= centimetres * 10; mark += 1) {
    const [x, y] = spot(mark * MILLIMETRE);
    const length = mark % 10 === 0 ? 20 : mark % 5 === 0 ? 14 : 8;
    path += `M${fixed(x)} ${fixed(y)}l${inward[0] * length} ${inward[1] * length}`;
  }
  return `<path class="mark" d="${path}"/>`;
}

function numbers(centimetres: number, spot: Spot, from = 0): string {
  let all = "";
  for (let number = from; number <= centimetres; number += 1) {
    const [x, y] = spot(number * CENTIMETRE);
    all += `<text x="${fixed(x)}" y="${fixed(y)}">${number}</text>`;
  }
  return all;
}

function label(degrees: number, x: number, y: number, turn: number, more: string): string {
  return `<text class="degrees${more}" transform="translate(${fixed(x)} ${fixed(y)}) rotate(${turn})" y="5">${degrees}</text>`;
}

function fixed(value: number): number {
  return Math.round(value * 100) / 100;
}
