import { expect, test } from "vitest";
import { AIDS } from "../../src/board/aids";
import { fitting } from "../../src/room/aids_palette";

test("an aid is laid no wider than the screen, nor so small that it is not read", () => {
  const phone = { width: 390, height: 600 };
  for (const { size } of Object.values(AIDS)) {
    const scale = fitting(size, phone, 0.9);
    expect(size.width * 0.9 * scale).toBeLessThanOrEqual(390);
    expect(scale).toBeLessThanOrEqual(1);
  }
  expect(fitting({ width: 300, height: 100 }, phone, 1)).toBe(1);
  expect(fitting({ width: 4000, height: 100 }, phone, 1)).toBe(0.3);
});
