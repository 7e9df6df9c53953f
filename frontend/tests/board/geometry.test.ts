import { describe, expect, it } from "vitest";
import { fitting, moved, opening, toBoard, toScreen, zoomed } from "../../src/board/camera";
import { boxAround, meet, touches } from "../../src/board/geometry";

const at = (x: number, y: number): { x: number; y: number; pressure: number } => ({ x, y, pressure: 0.5 });

describe("the eraser", () => {
  const line = [at(0, 0), at(100, 0)];

  it("touches a stroke it crosses, even between two points", () => {
    expect(touches(line, at(50, -30), at(50, 30), 1)).toBe(true);
  });

  it("touches a stroke it passes near, within its reach", () => {
    expect(touches(line, at(50, 8), at(60, 8), 8)).toBe(true);
    expect(touches(line, at(50, 8), at(60, 8), 7)).toBe(false);
  });

  it("stops where the stroke stops", () => {
    expect(touches(line, at(120, -10), at(120, 10), 10)).toBe(false);
  });

  it("touches a lone point", () => {
    expect(touches([at(5, 5)], at(0, 0), at(10, 10), 1)).toBe(true);
    expect(touches([], at(0, 0), at(10, 10), 1)).toBe(false);
  });
});

describe("boxes", () => {
  it("meet when they share a point", () => {
    const box = boxAround([at(0, 0), at(10, 20)], 2);
    expect(box).toEqual({ left: -2, top: -2, right: 12, bottom: 22 });
    expect(meet(box, { left: 12, top: 22, right: 30, bottom: 30 })).toBe(true);
    expect(meet(box, { left: 13, top: 0, right: 30, bottom: 30 })).toBe(false);
  });
});

describe("the camera", () => {
  const camera = { x: 30, y: -20, zoom: 1.5 };

  it("goes from the screen to the board and back", () => {
    expect(toScreen(camera, toBoard(camera, { x: 120, y: 45 }))).toEqual({ x: 120, y: 45 });
  });

  it("keeps under the fingers what was there", () => {
    const finger = { x: 200, y: 300 };
    const closer = zoomed(camera, 2, finger);
    expect(toBoard(closer, finger)).toEqual(toBoard(camera, finger));
    expect(closer.zoom).toBe(3);
    expect(zoomed(camera, 1e6, finger).zoom).toBeLessThanOrEqual(6);
  });

  it("follows the hand that drags the sheet", () => {
    expect(toScreen(moved(camera, 15, -30), { x: 0, y: 0 })).toEqual({ x: -30, y: 0 });
  });

  it("shows everything, without enlarging", () => {
    const box = { left: 0, top: 0, right: 1000, bottom: 2000 };
    const seen = fitting(box, { width: 390, height: 600 }, 20);
    expect(toScreen(seen, { x: 1000, y: 2000 }).y).toBeLessThanOrEqual(580.001);
    expect(fitting({ left: 0, top: 0, right: 10, bottom: 10 }, { width: 390, height: 600 }, 20).zoom).toBe(1);
  });

  it("opens on the work, as wide as a phone", () => {
    const box = { left: 0, top: 0, right: 560, bottom: 747 };
    const seen = opening(box, { width: 390, height: 640 });
    expect(toScreen(seen, { x: 0, y: 0 }).x).toBeCloseTo(12);
    expect(toScreen(seen, { x: 560, y: 0 }).x).toBeCloseTo(378);
  });
});
