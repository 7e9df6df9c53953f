import { describe, expect, it } from "vitest";
import { type Point, PointPacker, PointUnpacker } from "../../src/board/points";

function handwriting(count: number, pressed: boolean): Point[] {
  return Array.from({ length: count }, (_, step) => ({
    x: 300 + step * 3.3 + 20 * Math.sin(step / 4),
    y: -120 + 30 * Math.cos(step / 3),
    pressure: pressed ? 0.5 + 0.4 * Math.sin(step / 10) : 0.5,
  }));
}

describe.each([true, false])("packed points (pressure: %s)", (pressed) => {
  it("come back within a sixteenth of a unit, whatever the cut into chunks", () => {
    const drawn = handwriting(60, pressed);
    for (const cut of [1, 3, 7, 60]) {
      const packer = new PointPacker(pressed);
      const unpacker = new PointUnpacker();
      const back: Point[] = [];
      for (let at = 0; at < drawn.length; at += cut) {
        back.push(...unpacker.unpack(packer.pack(drawn.slice(at, at + cut))));
      }
      expect(back).toHaveLength(drawn.length);
      back.forEach((point, order) => {
        expect(Math.abs(point.x - (drawn[order]?.x ?? NaN))).toBeLessThanOrEqual(1 / 16);
        expect(Math.abs(point.y - (drawn[order]?.y ?? NaN))).toBeLessThanOrEqual(1 / 16);
        expect(Math.abs(point.pressure - (drawn[order]?.pressure ?? NaN))).toBeLessThan(0.005);
      });
    }
  });

  it("weigh little", () => {
    expect(new PointPacker(pressed).pack(handwriting(60, pressed)).length).toBeLessThan(pressed ? 300 : 240);
  });
});

describe("a chunk from elsewhere", () => {
  it.each([[[7, 1, 1]], [[0, 200]], [[0, 255, 255, 255, 255, 255, 255, 255, 255]]])(
    "%j is refused",
    (bytes) => {
      expect(() => new PointUnpacker().unpack(Uint8Array.from(bytes))).toThrow(RangeError);
    },
  );
});
