import type { Box, Place } from "./geometry";

export const ZOOM_MIN = 0.15;
export const ZOOM_MAX = 6;

/** Which part of the endless sheet is on screen: the board's point at the top left, and the zoom. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  /** Screen pixels for one board unit. */
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function toBoard(camera: Camera, at: Place): Place {
  return { x: camera.x + at.x / camera.zoom, y: camera.y + at.y / camera.zoom };
}

export function toScreen(camera: Camera, at: Place): Place {
  return { x: (at.x - camera.x) * camera.zoom, y: (at.y - camera.y) * camera.zoom };
}

export function moved(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.zoom, y: camera.y - dy / camera.zoom };
}

/** Zooms by `factor`; what is under `at` (screen pixels) stays there. */
export function zoomed(camera: Camera, factor: number, at: Place): Camera {
  const zoom = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, camera.zoom * factor));
  const fixed = toBoard(camera, at);
  return { x: fixed.x - at.x / zoom, y: fixed.y - at.y / zoom, zoom };
}

/** A finger went from `before` to `at` while another stayed: what is under each stays there. */
export function pinched(camera: Camera, before: Place, at: Place, other: Place): Camera {
  const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
  const spread = Math.hypot(at.x - other.x, at.y - other.y);
  const spreadBefore = Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
  const shifted = moved(camera, (at.x - before.x) / 2, (at.y - before.y) / 2);
  return zoomed(shifted, spread / spreadBefore, middle);
}

/** Everything in sight, centred at the top, never larger than life. */
export function fitting(box: Box, size: Size, margin: number): Camera {
  const width = Math.max(1, box.right - box.left);
  const height = Math.max(1, box.bottom - box.top);
  const fits = Math.min((size.width - 2 * margin) / width, (size.height - 2 * margin) / height, 1);
  const zoom = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, fits));
  return { x: box.left - (size.width / zoom - width) / 2, y: box.top - margin / zoom, zoom };
}

/** Where a lesson begins: the work to look at fills the width of a phone, half of a wide screen. */
export function opening(box: Box | null, size: Size): Camera {
  if (box === null) return { x: 0, y: 0, zoom: 1 };
  const margin = 12;
  const wide = size.width > 700;
  const room = wide ? size.width * 0.52 : size.width;
  const zoom = Math.min(wide ? 1.1 : 1, Math.max(0.3, (room - 2 * margin) / (box.right - box.left)));
  return { x: box.left - (wide ? 2 * margin : margin) / zoom, y: box.top - margin / zoom, zoom };
}

export function inSight(camera: Camera, size: Size): Box {
  return {
    left: camera.x,
    top: camera.y,
    right: camera.x + size.width / camera.zoom,
    bottom: camera.y + size.height / camera.zoom,
  };
}
