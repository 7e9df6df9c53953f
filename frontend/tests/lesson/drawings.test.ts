import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PageDrawing } from "../../src/board/picture";
import { Photos } from "../../src/board/shapes";
import { photosOf } from "../../src/lesson/drawings";

let network = true;

class FetchedImage {
  decoding = "";
  onload: () => void = () => undefined;
  onerror: () => void = () => undefined;

  set src(_: string) {
    queueMicrotask(() => (network ? this.onload() : this.onerror()));
  }
}

beforeEach(() => void vi.stubGlobal("Image", FetchedImage));
afterEach(() => void vi.unstubAllGlobals());

const page = (...sources: string[]): PageDrawing =>
  ({ shapes: sources.map((source) => ({ item: { kind: "photo", source } })) }) as unknown as PageDrawing;

test("photos that did not arrive are counted, and tried again by whoever keeps the board anew", async () => {
  const photos = new Photos(() => undefined);
  const pages = [page("/fichiers/1/", "/fichiers/2/"), page("/fichiers/1/")];
  network = false;
  expect(await photosOf(pages, photos)).toBe(2);
  network = true;
  expect(await photosOf(pages, photos)).toBe(0);
});
