/**
 * Points of a stroke, packed: each chunk holds the points drawn since the previous one.
 *
 * Chunk: one flag byte (1: with pressure), then for each point the difference with the point before,
 * x then y, in eighths of a board unit, zigzag varint; with pressure, one more byte (0 to 255).
 * The first point of a chunk differs from the last of the chunk before (from 0, 0 for the first).
 */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** 0 to 1; 0.5 where the device does not measure it. */
  readonly pressure: number;
}

const STEP = 8;
const WITH_PRESSURE = 1;
const NO_PRESSURE = 0.5;
/** A chunk whose numbers run away is not a drawing. */
const FARTHEST = 2 ** 28;

export class PointPacker {
  private x = 0;
  private y = 0;

  constructor(private readonly pressed: boolean) {}

  pack(points: readonly Point[]): Uint8Array<ArrayBuffer> {
    const bytes: number[] = [this.pressed ? WITH_PRESSURE : 0];
    for (const point of points) {
      const x = Math.round(point.x * STEP);
      const y = Math.round(point.y * STEP);
      writeVarint(bytes, x - this.x);
      writeVarint(bytes, y - this.y);
      this.x = x;
      this.y = y;
      if (this.pressed) bytes.push(Math.round(Math.min(1, Math.max(0, point.pressure)) * 255));
    }
    return Uint8Array.from(bytes);
  }
}

export class PointUnpacker {
  private x = 0;
  private y = 0;

  /** Throws RangeError on a chunk that is not one of ours. */
  unpack(chunk: Uint8Array): Point[] {
    const points: Point[] = [];
    const pressed = chunk[0] === WITH_PRESSURE;
    if (!pressed && chunk[0] !== 0) throw new RangeError("unknown chunk");
    let at = 1;
    while (at < chunk.length) {
      const [dx, afterX] = readVarint(chunk, at);
      const [dy, afterY] = readVarint(chunk, afterX);
      at = afterY;
      this.x += dx;
      this.y += dy;
      if (Math.abs(this.x) > FARTHEST || Math.abs(this.y) > FARTHEST) throw new RangeError("too far");
      let pressure = NO_PRESSURE;
      if (pressed) {
        pressure = (chunk[at] ?? 128) / 255;
        at += 1;
      }
      points.push({ x: this.x / STEP, y: this.y / STEP, pressure });
    }
    return points;
  }
}

function writeVarint(bytes: number[], value: number): void {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function readVarint(chunk: Uint8Array, from: number): [value: number, next: number] {
  let value = 0;
  let scale = 1;
  let at = from;
  for (;;) {
    const byte = chunk[at];
    if (byte === undefined || scale > 2 ** 35) throw new RangeError("chunk cut short");
    at += 1;
    value += (byte % 128) * scale;
    if (byte < 128) break;
    scale *= 128;
  }
  return [value % 2 === 1 ? -(value + 1) / 2 : value / 2, at];
}
