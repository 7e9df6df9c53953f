import { expect, test, vi } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import type { BoardView } from "../../src/board/board_view";
import { FIRST_PAGE } from "../../src/board/item";
import { Others } from "../../src/board/others";

const view = {
  camera: { x: 0, y: 0, zoom: 1 },
  viewport: { width: 800, height: 600 },
  board: { page: FIRST_PAGE, pages: new Map([["next", {}]]) },
} as unknown as BoardView;

/** What a program says in the room: that it is `id`, on the next page. */
function says(id: string): Uint8Array {
  const program = new Awareness(new Y.Doc());
  program.setLocalState({ id, at: [10, 10], last: [10, 10], view: null, page: "next" });
  const update = encodeAwarenessUpdate(program, [program.clientID]);
  program.destroy();
  return update;
}

test("nobody is shown themselves, whoever another page says it is", () => {
  const awareness = new Awareness(new Y.Doc());
  const person = (id: string) => ({ id, name: id === "1" ? "Mme Lefèvre" : "Inès", colour: "#000" });
  const nothing = (): void => undefined;
  const others = new Others({} as HTMLElement, view, awareness, "1", person, null, () => ({}), nothing);
  for (let turn = 0; turn < 50; turn += 1) applyAwarenessUpdate(awareness, says("1"), "server");
  expect(others.elsewhere()).toBeNull();
  applyAwarenessUpdate(awareness, says("2"), "server");
  expect(others.elsewhere()?.person.name).toBe("Inès");
  awareness.destroy();
});

test("a place where one was on another page is nowhere on the page one looks at", () => {
  vi.useFakeTimers();
  const awareness = new Awareness(new Y.Doc());
  const board = { page: FIRST_PAGE };
  const nothing = (): void => undefined;
  const others = new Others(
    {} as HTMLElement,
    { ...view, board } as BoardView,
    awareness,
    "1",
    () => undefined,
    null,
    () => ({}),
    nothing,
  );
  others.pointed({ x: 10, y: 900 });
  vi.advanceTimersByTime(1000);
  others.pointed(null);
  vi.advanceTimersByTime(1000);
  expect(awareness.getLocalState()).toMatchObject({ at: null, last: [10, 900] });
  board.page = "next";
  others.looked();
  vi.advanceTimersByTime(1000);
  expect(awareness.getLocalState()).toMatchObject({ at: null, last: null, page: "next" });
  awareness.destroy();
  vi.useRealTimers();
});
