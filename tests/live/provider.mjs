// y-websocket's own client: draws when it is in sync, prints the board when it reads "fin".
import * as Y from "yjs";
import { WebsocketProvider } from "y-websocket";

const [url, lesson, ticket] = process.argv.slice(2);
const doc = new Y.Doc();
const strokes = doc.getArray("strokes");
const provider = new WebsocketProvider(url, lesson, doc, { params: { ticket }, disableBc: true });
provider.once("sync", () => strokes.push(["de Node"]));
strokes.observe(() => {
  if (!strokes.toArray().includes("fin")) return;
  process.stdout.write(`${JSON.stringify(strokes.toArray())}\n`, () => process.exit(0));
});
setTimeout(() => process.exit(1), 20_000).unref();
