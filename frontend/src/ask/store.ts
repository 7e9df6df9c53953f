/**
 * What the pupil has begun, kept in this browser until the server has it: words in localStorage
 * (written at once, even as the page closes), photos in IndexedDB.
 */
const DATABASE = "declic";
const PHOTOS = "photos";
/** A draft nobody came back to is forgotten after this long. */
export const KEPT_MS = 7 * 24 * 3600 * 1000;

/** One draft of one pupil: `<account>:<subject>`, so that a shared device never mixes two children. */
export type DraftKey = `${string}:${string}`;

export interface Words {
  readonly tried: string;
  readonly kind: string;
  /** The teacher of last time, if the pupil wants them again; else nothing. */
  readonly teacher: string;
}

export interface KeptPhoto {
  /** Given by the browser: the server knows a photo sent twice by it. */
  readonly cid: string;
  readonly draft: DraftKey;
  readonly place: number;
  readonly name: string;
  readonly blob: Blob;
  readonly at: number;
  /** The page this one takes the place of: the same photo, turned. */
  readonly replaces?: string;
}

export class WordStore {
  constructor(
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">,
    private readonly draft: DraftKey,
  ) {}

  private get key(): string {
    return `declic.draft.${this.draft}`;
  }

  /** What the server does not have yet; null when it has everything. */
  unsaved(): Words | null {
    try {
      const said: unknown = JSON.parse(this.storage.getItem(this.key) ?? "null");
      if (typeof said !== "object" || said === null) return null;
      const { tried, kind, teacher } = said as Record<string, unknown>;
      if (typeof tried !== "string" || typeof kind !== "string") return null;
      return { tried, kind, teacher: typeof teacher === "string" ? teacher : "" };
    } catch {
      return null;
    }
  }

  keep(words: Words): void {
    try {
      this.storage.setItem(this.key, JSON.stringify(words));
    } catch {
      // A full or forbidden storage: the server's own copy is the only one.
    }
  }

  /** The server has `words`; what was typed since stays. */
  saved(words: Words): void {
    const mine = this.unsaved();
    const { tried, kind, teacher } = words;
    if (mine !== null && (mine.tried !== tried || mine.kind !== kind || mine.teacher !== teacher)) return;
    this.clear();
  }

  clear(): void {
    try {
      this.storage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }
}

export interface PhotoStore {
  of(draft: DraftKey): Promise<KeptPhoto[]>;
  keep(photo: KeptPhoto): Promise<void>;
  forget(cid: string): Promise<void>;
  forgetDraft(draft: DraftKey): Promise<void>;
  forgetBefore(moment: number): Promise<void>;
}

/** Photos in IndexedDB; in private windows that refuse it, in memory for the life of the page. */
export async function openPhotoStore(
  factory: IDBFactory | undefined = globalThis.indexedDB,
): Promise<PhotoStore> {
  try {
    if (factory === undefined) return new MemoryPhotos();
    return new IndexedPhotos(await opened(factory));
  } catch {
    return new MemoryPhotos();
  }
}

function opened(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const asked = factory.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(PHOTOS, { keyPath: "cid" }).createIndex("draft", "draft");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
    asked.onblocked = () => failed(new Error("blocked"));
  });
}

/** What is stored: bytes rather than a Blob, which Safari loses from IndexedDB when memory is short. */
interface Row {
  readonly cid: string;
  readonly draft: DraftKey;
  readonly place: number;
  readonly name: string;
  readonly bytes: ArrayBuffer;
  readonly type: string;
  readonly at: number;
  readonly replaces?: string;
}

class IndexedPhotos implements PhotoStore {
  constructor(private readonly database: IDBDatabase) {}

  async of(draft: DraftKey): Promise<KeptPhoto[]> {
    const rows = await this.run<Row[]>("readonly", (store) => store.index("draft").getAll(draft));
    return rows
      .sort((a, b) => a.place - b.place)
      .map(({ bytes, type, ...rest }) => ({ ...rest, blob: new Blob([bytes], { type }) }));
  }

  async keep({ blob, ...rest }: KeptPhoto): Promise<void> {
    const row: Row = { ...rest, bytes: await blob.arrayBuffer(), type: blob.type };
    await this.run("readwrite", (store) => store.put(row));
  }

  async forget(cid: string): Promise<void> {
    await this.run("readwrite", (store) => store.delete(cid));
  }

  async forgetDraft(draft: DraftKey): Promise<void> {
    const rows = await this.run<Row[]>("readonly", (store) => store.index("draft").getAll(draft));
    for (const row of rows) await this.forget(row.cid);
  }

  async forgetBefore(moment: number): Promise<void> {
    const rows = await this.run<Row[]>("readonly", (store) => store.getAll());
    for (const row of rows) if (row.at < moment) await this.forget(row.cid);
  }

  private run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<T> {
    return new Promise((done, failed) => {
      const transaction = this.database.transaction(PHOTOS, mode);
      const asked = act(transaction.objectStore(PHOTOS));
      transaction.oncomplete = () => done(asked.result as T);
      transaction.onerror = () => failed(transaction.error);
      transaction.onabort = () => failed(transaction.error);
    });
  }
}

class MemoryPhotos implements PhotoStore {
  private readonly photos = new Map<string, KeptPhoto>();

  async of(draft: DraftKey): Promise<KeptPhoto[]> {
    return [...this.photos.values()]
      .filter((photo) => photo.draft === draft)
      .sort((a, b) => a.place - b.place);
  }

  async keep(photo: KeptPhoto): Promise<void> {
    this.photos.set(photo.cid, photo);
  }

  async forget(cid: string): Promise<void> {
    this.photos.delete(cid);
  }

  async forgetDraft(draft: DraftKey): Promise<void> {
    for (const photo of await this.of(draft)) this.photos.delete(photo.cid);
  }

  async forgetBefore(moment: number): Promise<void> {
    for (const photo of this.photos.values()) if (photo.at < moment) this.photos.delete(photo.cid);
  }
}
