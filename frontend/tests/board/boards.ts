import * as Y from "yjs";
import { BoardDocument } from "../../src/board/board_document";

let counter = 0;

export function board(author: string): BoardDocument {
  return new BoardDocument(
    author,
    () => 1000 + counter,
    () => {
      counter += 1;
      return `${author}-${counter}`;
    },
  );
}

/** Two boards that see each other's updates as they happen. */
export function pair(): [BoardDocument, BoardDocument] {
  const [ines, prof] = [board("ines"), board("prof")];
  join(ines, prof);
  return [ines, prof];
}

export function join(a: BoardDocument, b: BoardDocument): void {
  Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc), "link");
  Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc), "link");
  a.doc.on("update", (update, origin) => origin !== "link" && Y.applyUpdate(b.doc, update, "link"));
  b.doc.on("update", (update, origin) => origin !== "link" && Y.applyUpdate(a.doc, update, "link"));
}

/** From now on each hears the other: what they wrote, then what the other makes of it. */
export function meet(a: BoardDocument, b: BoardDocument): void {
  const said = [a, b].map(({ doc }) => Y.encodeStateAsUpdate(doc)) as [Uint8Array, Uint8Array];
  a.doc.on("update", (update, origin) => origin !== "link" && Y.applyUpdate(b.doc, update, "link"));
  b.doc.on("update", (update, origin) => origin !== "link" && Y.applyUpdate(a.doc, update, "link"));
  Y.applyUpdate(b.doc, said[0], "link");
  Y.applyUpdate(a.doc, said[1], "link");
}

export function draw(on: BoardDocument, count = 10): string {
  const stroke = on.beginStroke("pen", "#2B4C9B", 3, false);
  for (let step = 0; step < count; step += 1) {
    stroke.add([{ x: step * 4, y: step, pressure: 0.5 }]);
    if (step % 3 === 2) stroke.flush();
  }
  stroke.flush();
  return stroke.id;
}
