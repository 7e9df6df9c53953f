import { describe, expect, it } from "vitest";
import { nameOf } from "../../src/lesson/keep";
import { pdfOf } from "../../src/lesson/pdf";
import { HEADING, LONG, MARGIN, MOST_SHEETS, SHORT, sheetsOf } from "../../src/lesson/sheets";

const ROOM = LONG - 2 * MARGIN - HEADING;

describe("the sheets of a page", () => {
  it.each([
    ["a small one", { left: 0, top: 0, right: 400, bottom: 500 }, 1, SHORT],
    ["a wide one", { left: -50, top: 0, right: 1500, bottom: 600 }, 1, LONG],
    ["one a little too long", { left: 0, top: 0, right: 700, bottom: 1300 }, 1, SHORT],
    ["a very long one", { left: 0, top: -100, right: 700, bottom: 4000 }, 5, SHORT],
  ])("%s", (_, box, count, width) => {
    const sheets = sheetsOf(box, [box]);
    expect(sheets).toHaveLength(count);
    expect(sheets[0]?.width).toBe(width);
    // They follow each other, hold all of it, and none runs over.
    expect(sheets[0]?.box.top).toBe(box.top);
    expect(sheets.at(-1)?.box.bottom).toBeGreaterThan(box.bottom - 0.01);
    expect(sheets.at(-1)?.box.top).toBeLessThan(box.bottom);
    for (const [order, sheet] of sheets.entries()) {
      const next = sheets[order + 1];
      if (next !== undefined) expect(next.box.top).toBe(sheet.box.bottom);
      expect((sheet.box.right - sheet.box.left) * sheet.scale).toBeLessThanOrEqual(
        sheet.width - 2 * MARGIN + 0.01,
      );
      expect(sheet.box.right).toBeGreaterThan(box.right - 0.01);
      expect((sheet.box.bottom - sheet.box.top) * sheet.scale).toBeLessThanOrEqual(ROOM + 0.01);
      expect(sheet.scale).toBeLessThanOrEqual(0.75);
    }
  });

  const part = (top: number, height = 100) => ({ left: 0, top, right: 700, bottom: top + height });

  it("are only those on which there is something", () => {
    const parts = [part(40_000), part(0), part(980, 2000)];
    const box = { left: 0, top: 0, right: 700, bottom: 40_100 };
    const sheets = sheetsOf(box, parts);
    expect(sheets).toHaveLength(4);
    for (const { top, bottom } of parts)
      for (const at of [top, (top + bottom) / 2, bottom - 0.01])
        expect(sheets.some((sheet) => sheet.box.top <= at && at < sheet.box.bottom)).toBe(true);
  });

  it.each([
    ["one thing without end", [part(0, 1e12)]],
    ["two things far apart", [part(0), part(1e12)]],
    ["many things", Array.from({ length: 500 }, (_, order) => part(order * 2000))],
  ])("are bounded for %s", (_, parts) => {
    const box = { left: 0, top: 0, right: 700, bottom: Math.max(...parts.map(({ bottom }) => bottom)) };
    expect(sheetsOf(box, parts).length).toBeLessThanOrEqual(MOST_SHEETS + 1);
  });
});

describe("the file", () => {
  it("says where each of its objects begins", () => {
    const picture = Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]);
    const page = { picture, width: 10, height: 20, page: { width: SHORT, height: LONG } };
    const file = pdfOf([page, page], "Maths · 24 novembre 2026 · Inès");
    const text = Buffer.from(file).toString("latin1");
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    const begins = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, at]) => Number(at));
    expect(begins).toHaveLength(9);
    for (const [order, at] of begins.entries())
      expect(text.slice(at, at + 8)).toMatch(new RegExp(`^${order + 1} 0 obj`));
    expect(text).toContain("/Count 2");
  });

  it("is named after the subject and the day", () => {
    const heading = { subject: "Français", date: "24 novembre 2026", firstName: "Inès" };
    expect(nameOf(heading, "pdf")).toBe("tableau-francais-24-novembre-2026.pdf");
  });
});
