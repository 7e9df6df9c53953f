import * as Y from "yjs";
import { type Point, PointPacker, PointUnpacker } from "./points";

/** A stroke under this person's hand, sent as it grows. */
export class StrokeInProgress {
  private readonly packer: PointPacker;
  private waiting: Point[] = [];

  constructor(
    readonly id: string,
    private readonly chunks: Y.Array<Uint8Array>,
    private readonly change: (act: () => void) => void,
    pressed: boolean,
  ) {
    this.packer = new PointPacker(pressed);
  }

  add(points: readonly Point[]): void {
    this.waiting.push(...points);
  }

  /** Sends what was added since the last time. */
  flush(): void {
    if (this.waiting.length === 0) return;
    const chunk = this.packer.pack(this.waiting);
    this.waiting = [];
    this.change(() => this.chunks.push([chunk]));
  }
}

/** Points of the strokes. They are only ever added at the end, so each chunk is unpacked once. */
export class UnpackedInk {
  private readonly known = new Map<string, { chunks: number; unpacker: PointUnpacker; points: Point[] }>();

  points(id: string, map: Y.Map<unknown>): readonly Point[] {
    const chunks = map.get("p");
    if (!(chunks instanceof Y.Array)) return [];
    let known = this.known.get(id);
    if (known === undefined || known.chunks > chunks.length) {
      known = { chunks: 0, unpacker: new PointUnpacker(), points: [] };
      this.known.set(id, known);
    }
    try {
      for (const chunk of chunks.slice(known.chunks) as unknown[]) {
        known.chunks += 1;
        if (chunk instanceof Uint8Array) known.points.push(...known.unpacker.unpack(chunk));
      }
    } catch {
      // A damaged chunk: what came before it is still a stroke.
      known.chunks = chunks.length;
    }
    return known.points;
  }

  forget(id: string): void {
    this.known.delete(id);
  }
}
