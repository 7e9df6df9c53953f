import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it } from "vitest";
import { type DraftKey, type KeptPhoto, openPhotoStore, WordStore } from "../../src/ask/store";

class Memory {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}

const WORDS = { tried: "J’ai ajouté 6 et 8", kind: "exercise", teacher: "" };

describe("words being typed", () => {
  it("are there again after the page closed, until the server has them", () => {
    const memory = new Memory();
    new WordStore(memory, "7:MAT").keep(WORDS);
    const later = new WordStore(memory, "7:MAT");
    expect(later.unsaved()).toEqual(WORDS);
    later.saved(WORDS);
    expect(later.unsaved()).toBeNull();
  });

  it("typed while the others were leaving are not taken for saved", () => {
    const store = new WordStore(new Memory(), "7:MAT");
    store.keep({ ...WORDS, tried: `${WORDS.tried} mais` });
    store.saved(WORDS);
    expect(store.unsaved()?.tried).toBe("J’ai ajouté 6 et 8 mais");
  });

  it("keep the teacher asked for, and a change of mind", () => {
    const store = new WordStore(new Memory(), "7:MAT");
    store.keep({ ...WORDS, teacher: "12" });
    store.saved(WORDS);
    expect(store.unsaved()?.teacher).toBe("12");
    store.saved({ ...WORDS, teacher: "12" });
    expect(store.unsaved()).toBeNull();
  });

  it("belong to one pupil and one subject", () => {
    const memory = new Memory();
    new WordStore(memory, "7:MAT").keep(WORDS);
    expect(new WordStore(memory, "8:MAT").unsaved()).toBeNull();
    expect(new WordStore(memory, "7:FRA").unsaved()).toBeNull();
  });

  it("survive a storage that refuses, or holds something else", () => {
    const forbidden = {
      getItem: () => "{pas du json",
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
      removeItem: () => undefined,
    };
    const store = new WordStore(forbidden, "7:MAT");
    expect(() => store.keep(WORDS)).not.toThrow();
    expect(store.unsaved()).toBeNull();
  });
});

function photo(cid: string, draft: DraftKey, place: number, at = 1000): KeptPhoto {
  return { cid, draft, place, name: `${cid}.jpg`, at, blob: new Blob([cid], { type: "image/jpeg" }) };
}

describe("photos the server does not have yet", () => {
  let factory: IDBFactory;
  beforeEach(() => {
    factory = new IDBFactory();
  });

  it("are there after the page closed, whole and in order", async () => {
    const before = await openPhotoStore(factory);
    await before.keep(photo("b", "7:MAT", 1));
    await before.keep(photo("a", "7:MAT", 0));
    await before.keep(photo("c", "8:MAT", 0));
    const kept = await (await openPhotoStore(factory)).of("7:MAT");
    expect(kept.map(({ cid }) => cid)).toEqual(["a", "b"]);
    expect(await kept[0]?.blob.text()).toBe("a");
    expect(kept[0]?.blob.type).toBe("image/jpeg");
  });

  it("are forgotten one by one, by draft, and after a week", async () => {
    const store = await openPhotoStore(factory);
    for (const [at, cid] of ["a", "b", "c"].entries()) await store.keep(photo(cid, "7:MAT", at, at));
    await store.keep(photo("d", "7:FRA", 0, 9));
    await store.forget("a");
    expect(await store.of("7:MAT")).toHaveLength(2);
    await store.forgetBefore(2);
    expect((await store.of("7:MAT")).map(({ cid }) => cid)).toEqual(["c"]);
    await store.forgetDraft("7:MAT");
    expect(await store.of("7:MAT")).toEqual([]);
    expect(await store.of("7:FRA")).toHaveLength(1);
  });

  it("are kept for the life of the page where the browser has no storage", async () => {
    const store = await openPhotoStore(undefined);
    await store.keep(photo("a", "7:MAT", 0));
    expect(await store.of("7:MAT")).toHaveLength(1);
  });
});
