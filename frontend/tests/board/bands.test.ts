import { expect, test } from "vitest";
import { bandsOf } from "../../src/board/bands";

test("bands cover the whole height and begin on whole pixels of any screen", () => {
  for (const ratio of [1, 1.25, 1.5, 1.75, 2, 2.625])
    for (const height of [1, 128, 129, 560, 844]) {
      const tops = bandsOf(height, ratio);
      const step = (tops[1] ?? 129) - (tops[0] ?? 0);
      expect(tops[0]).toBe(0);
      expect((tops.at(-1) ?? 0) + step).toBeGreaterThanOrEqual(height);
      for (const top of tops) expect(top * ratio).toBeCloseTo(Math.round(top * ratio), 9);
    }
});
