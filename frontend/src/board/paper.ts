import type { Camera, Size } from "./camera";
import type { Paper } from "./item";

/** Ruled papers, drawn in screen pixels so that their lines stay thin at any zoom. */
const GRID = 24;
const SEYES_LINE = 32;
/** A square of the 5 × 5 paper is five millimetres wide. */
const MILLIMETRE = GRID / 5;
const STAFF_GAP = 10;
const STAFF_LINES = 5;
const STAFF_EVERY = 112;
/** Lines nearer than this on screen are a grey veil: they are left out. */
const NEAREST_PX = 2.8;

export function drawPaper(on: CanvasRenderingContext2D, paper: Paper, camera: Camera, size: Size): void {
  on.fillStyle = "#FFFFFF";
  on.fillRect(0, 0, size.width, size.height);
  if (paper === "squares") {
    const step = spaced(GRID, camera.zoom);
    lines(on, "#E1E6EE", step, camera, size, true, true);
  } else if (paper === "seyes") {
    if (camera.zoom > 0.55) lines(on, "#E3E7F3", SEYES_LINE / 4, camera, size, false, true);
    lines(on, "#C2CAE6", SEYES_LINE, camera, size, camera.zoom > 0.3, true);
  } else if (paper === "millimetre") {
    for (const [millimetres, colour] of [
      [1, "#FBEDE3"],
      [5, "#F7DAC6"],
      [10, "#EFC2A3"],
    ] as const) {
      const step = millimetres * MILLIMETRE;
      if (step * camera.zoom > NEAREST_PX) lines(on, colour, step, camera, size, true, true);
    }
  } else if (paper === "staves") {
    staves(on, camera, size);
  }
}

function staves(on: CanvasRenderingContext2D, camera: Camera, size: Size): void {
  if (STAFF_GAP * camera.zoom < NEAREST_PX / 2) return;
  on.beginPath();
  const first = Math.floor(camera.y / STAFF_EVERY) * STAFF_EVERY;
  for (let top = first; (top - camera.y) * camera.zoom < size.height; top += STAFF_EVERY) {
    for (let line = 0; line < STAFF_LINES; line += 1) {
      const at = Math.round((top + line * STAFF_GAP - camera.y) * camera.zoom) + 0.5;
      on.moveTo(0, at);
      on.lineTo(size.width, at);
    }
  }
  on.strokeStyle = "#B0BAB7";
  on.lineWidth = 1;
  on.stroke();
}

function spaced(step: number, zoom: number): number {
  let wide = step;
  while (wide * zoom < 12) wide *= 2;
  return wide;
}

function lines(
  on: CanvasRenderingContext2D,
  colour: string,
  step: number,
  camera: Camera,
  size: Size,
  vertical: boolean,
  horizontal: boolean,
): void {
  on.beginPath();
  if (vertical) {
    for (let x = Math.ceil(camera.x / step) * step; ; x += step) {
      const at = Math.round((x - camera.x) * camera.zoom) + 0.5;
      if (at > size.width) break;
      on.moveTo(at, 0);
      on.lineTo(at, size.height);
    }
  }
  if (horizontal) {
    for (let y = Math.ceil(camera.y / step) * step; ; y += step) {
      const at = Math.round((y - camera.y) * camera.zoom) + 0.5;
      if (at > size.height) break;
      on.moveTo(0, at);
      on.lineTo(size.width, at);
    }
  }
  on.strokeStyle = colour;
  on.lineWidth = 1;
  on.stroke();
}
