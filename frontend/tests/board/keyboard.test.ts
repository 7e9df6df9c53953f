import { beforeEach, describe, expect, test } from "vitest";
import type { BoardDocument } from "../../src/board/board_document";
import type { BoardView } from "../../src/board/board_view";
import type { Place } from "../../src/board/geometry";
import type { Tool } from "../../src/board/hand";
import { Keyboard } from "../../src/board/keyboard";
import type { Edge } from "../../src/instruments/edge";

/** The keyboard's pen on a sheet of 400 × 400 that neither moves nor zooms. */
class Sheet extends EventTarget {
  readonly drawn: Place[][] = [];
  readonly said: string[] = [];
  readonly added: Place[] = [];
  tool: Tool = "pen";
  edge: Edge | null = null;
  chosen = 0;
  readonly keyboard: Keyboard;
  nudged = 0;

  constructor() {
    super();
    const mark = { style: {}, hidden: true, classList: { add: () => undefined, remove: () => undefined } };
    const view = {
      camera: { x: 0, y: 0, zoom: 1 },
      viewport: { width: 400, height: 400 },
      toScreen: (at: Place) => at,
      toBoard: (at: Place) => at,
      sees: () => true,
    };
    const board = {
      beginStroke: () => {
        const points: Place[] = [];
        this.drawn.push(points);
        return { add: (more: Place[]) => points.push(...more), flush: () => undefined };
      },
    };
    const sheet = this;
    const selection = {
      get count() {
        return sheet.chosen;
      },
      nudge: () => {
        this.nudged += 1;
      },
      add: (at: Place) => this.added.push(at),
      all: () => 3,
      down: () => undefined,
      up: () => undefined,
    };
    this.keyboard = new Keyboard(
      this as unknown as HTMLElement,
      mark as unknown as HTMLElement,
      view as unknown as BoardView,
      board as unknown as BoardDocument,
      {
        tool: () => this.tool,
        colour: () => "#14211C",
        mayWrite: () => true,
        gesture: () => selection,
        eraser: {},
        edge: () => this.edge,
        fingerMoves: () => undefined,
        onPointer: () => undefined,
        selection,
        choose: (tool: Tool) => {
          this.tool = tool;
        },
        turn: () => undefined,
        write: () => undefined,
        clip: (key: string) => key === "c" && this.chosen > 0,
        say: (text: string) => this.said.push(text),
      } as unknown as ConstructorParameters<typeof Keyboard>[4],
    );
  }

  press(key: string, held: { ctrlKey?: boolean; shiftKey?: boolean } = {}): boolean {
    const event = Object.assign(new Event("keydown", { cancelable: true }), { key, ...held });
    this.dispatchEvent(event);
    return event.defaultPrevented;
  }
}

describe("the sheet by keys", () => {
  let sheet: Sheet;
  beforeEach(() => {
    sheet = new Sheet();
    sheet.press("Enter");
  });

  test("undo lifts the pen, says so with the rest, and the arrows draw no more", () => {
    sheet.press("Enter");
    sheet.press("ArrowRight");
    const said = sheet.said.length;
    expect(sheet.keyboard.liftUnsaid()).toBe("Stylo levé.");
    expect(sheet.said).toHaveLength(said);
    const points = sheet.drawn[0]?.length;
    sheet.press("ArrowRight");
    expect(sheet.drawn[0]).toHaveLength(points ?? 0);
    expect(sheet.keyboard.liftUnsaid()).toBe("");
    sheet.press("Enter");
    expect(sheet.drawn).toHaveLength(2);
  });

  test("another tool in hand lifts the pen", () => {
    sheet.press("Enter");
    sheet.press("ArrowRight");
    sheet.press("g");
    sheet.press("ArrowRight");
    sheet.press("ArrowDown");
    expect(sheet.tool).toBe("eraser");
    expect(sheet.drawn).toEqual([
      [
        { x: 0, y: 0, pressure: 0.5 },
        { x: 24, y: 0, pressure: 0.5 },
      ],
    ]);
    expect(sheet.said.at(-1)).toBe("Stylo levé.");
  });

  test("put down along an instrument, the pen follows its edge", () => {
    sheet.edge = { from: { x: 0, y: 190 }, to: { x: 400, y: 190 } };
    sheet.press("Enter");
    sheet.press("ArrowRight");
    sheet.press("ArrowDown");
    expect(sheet.drawn[0]?.map(({ x, y }) => [x, y])).toEqual([
      [0, 190],
      [24, 190],
      [24, 190],
    ]);
    expect(sheet.said.at(-1)).toContain("le long de l’instrument");
    sheet.press("Enter");
    sheet.edge = null;
    sheet.press("Enter");
    expect(sheet.drawn[1]?.[0]).toMatchObject({ x: 24, y: 24 });
  });

  test("Shift and Enter choose one thing more, which Ctrl and the arrows reach", () => {
    sheet.press("c");
    sheet.press("Enter");
    sheet.chosen = 1;
    sheet.press("ArrowRight");
    expect(sheet.nudged).toBe(1);
    expect(sheet.press("ArrowRight", { ctrlKey: true })).toBe(true);
    expect(sheet.nudged).toBe(1);
    sheet.press("Enter", { shiftKey: true });
    expect(sheet.added).toEqual([{ x: 24, y: 0 }]);
  });

  test("Ctrl and A choose all of the page, and no text of the site", () => {
    expect(sheet.press("a", { ctrlKey: true })).toBe(true);
    expect(sheet.tool).toBe("select");
    expect(sheet.said.at(-1)).toBe("3 choses choisies.");
  });

  test("Ctrl and C are the sheet's when something is chosen there, else the browser's; with Shift always", () => {
    expect(sheet.press("c", { ctrlKey: true })).toBe(false);
    sheet.chosen = 1;
    expect(sheet.press("C", { ctrlKey: true, shiftKey: true })).toBe(false);
    expect(sheet.press("c", { ctrlKey: true })).toBe(true);
  });
});
