import { describe, expect, it } from "vitest";
import { cropped, type Edge, frameOf, inSight, kept, turnedOn, WHOLE } from "../../src/board/photo_frame";

const PICTURE = { place: { x: 100, y: 200 }, width: 400, height: 200 };

describe("what is in sight of a photo", () => {
  it("is all of it, upright, when the document says nothing of sense", () => {
    const nonsense = [
      undefined,
      null,
      [],
      [0, 0, 1],
      [0, 0, 1, 2, 0],
      [0.5, 0, 0.5, 1, 0],
      [0, 0, Number.NaN, 1, 0],
    ];
    for (const said of nonsense) expect(frameOf(said)).toEqual(WHOLE);
    expect(inSight(PICTURE, WHOLE)).toEqual(PICTURE);
    expect(frameOf([0, 0, 1, 1, -1]).turns).toBe(3);
  });

  it("loses an edge, and the three others stay where they lie, whichever way it is turned", () => {
    for (const turns of [0, 1, 2, 3] as const) {
      const before = inSight(PICTURE, { ...WHOLE, turns });
      for (const edge of ["left", "top", "right", "bottom"] as Edge[]) {
        const after = inSight(PICTURE, cropped({ ...WHOLE, turns }, edge, 0.25));
        const sides = (lying: typeof PICTURE) => ({
          left: lying.place.x,
          top: lying.place.y,
          right: lying.place.x + lying.width,
          bottom: lying.place.y + lying.height,
        });
        const [was, is] = [sides(before), sides(after)];
        for (const other of ["left", "top", "right", "bottom"] as Edge[])
          if (other !== edge) expect(is[other]).toBeCloseTo(was[other]);
        const side = edge === "left" || edge === "right" ? before.width : before.height;
        expect(Math.abs(is[edge] - was[edge])).toBeCloseTo(0.25 * side);
      }
    }
  });

  it("never goes, and comes back by the edge it left", () => {
    let frame = WHOLE;
    for (let press = 0; press < 200; press += 1) frame = cropped(frame, "left", 0.2);
    expect(inSight(PICTURE, frame).width).toBeGreaterThan(10);
    expect(frameOf(kept(frame))).toEqual(frame);
    for (let press = 0; press < 200; press += 1) frame = cropped(frame, "left", -0.5);
    expect(frame.left).toBe(0);
  });

  it("after four quarter turns lies as it lay", () => {
    const part = cropped(WHOLE, "top", 0.5);
    expect(inSight(PICTURE, turnedOn(part))).toMatchObject({ width: 100, height: 400 });
    expect(turnedOn(part, 4)).toEqual(part);
    expect(turnedOn(turnedOn(part, 1), -1)).toEqual(part);
  });
});
