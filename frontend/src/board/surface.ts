import type { Camera } from "./camera";
import type { Box } from "./geometry";

/** Around what is drawn again: its ink's soft edge. */
const EDGE_PX = 2;

export function context(canvas: HTMLCanvasElement, alpha: boolean): CanvasRenderingContext2D {
  const found = canvas.getContext("2d", { alpha });
  if (found === null) throw new Error("this browser draws no canvas");
  return found;
}

/** From now on board units are drawn where this camera sees them. */
export function toSheet(on: CanvasRenderingContext2D, camera: Camera, ratio: number): void {
  const scale = camera.zoom * ratio;
  on.setTransform(scale, 0, 0, scale, -camera.x * scale, -camera.y * scale);
}

/** To the whole pixels around `box`, in a canvas's own pixels; the box they make. */
export function clipTo(on: CanvasRenderingContext2D, box: Box, camera: Camera, ratio: number): Box {
  const scale = camera.zoom * ratio;
  const left = Math.floor((box.left - camera.x) * scale) - EDGE_PX;
  const top = Math.floor((box.top - camera.y) * scale) - EDGE_PX;
  const right = Math.ceil((box.right - camera.x) * scale) + EDGE_PX;
  const bottom = Math.ceil((box.bottom - camera.y) * scale) + EDGE_PX;
  on.beginPath();
  on.rect(left, top, right - left, bottom - top);
  on.clip();
  return {
    left: camera.x + left / scale,
    top: camera.y + top / scale,
    right: camera.x + right / scale,
    bottom: camera.y + bottom / scale,
  };
}
