import { mergeUpdates } from "yjs";

/** Keeps, in the browser, the board updates the server has not acknowledged: a reload loses nothing. */
export interface UnkeptStore {
  load(): Promise<Uint8Array | null>;
  save(update: Uint8Array): Promise<void>;
  /** Before the page goes away: what a page that goes asks of IndexedDB may never be written. */
  saveAtOnce(update: Uint8Array): void;
  clear(): Promise<void>;
}

const DATABASE = "declic-room";
const TABLE = "unkept";
const OLDEST_MS = 24 * 3600 * 1000;

/** Of what is saved at once: a page that goes away shall not wait, and drafts share the browser's 5 MB. */
const AT_ONCE_BYTES = 1_000_000;

interface Row {
  readonly update: Uint8Array;
  readonly savedAt: number;
}

/** A store for one board. Where the browser refuses to store (private window), it keeps nothing. */
export function unkeptStore(
  board: string,
  factory: IDBFactory | undefined,
  storage: Storage | null,
  now: () => number,
): UnkeptStore {
  const left = storage === null ? null : new Left(storage, `${DATABASE}/${board}`);
  let opening: Promise<IDBDatabase | null> | null = null;
  const database = (): Promise<IDBDatabase | null> => {
    opening ??= open(factory).then((db) => {
      if (db !== null) void dropOld(db, now() - OLDEST_MS);
      return db;
    });
    return opening;
  };
  return {
    async load() {
      left?.dropOld(now() - OLDEST_MS);
      const updates = [left?.read(), await rowOf(await database(), board).catch(() => undefined)]
        .filter((row) => row !== undefined && row.savedAt >= now() - OLDEST_MS)
        .map((row) => (row as Row).update);
      return updates.length === 0 ? null : mergeUpdates(updates);
    },
    async save(update) {
      const db = await database();
      if (db === null) return;
      const row: Row = { update, savedAt: now() };
      const change = db.transaction(TABLE, "readwrite");
      const kept = finished(change.objectStore(TABLE).put(row, board));
      // Not once it is written: a page that goes away would not live to say so.
      change.commit?.();
      await kept;
    },
    saveAtOnce(update) {
      left?.write({ update, savedAt: now() });
      void this.save(update).catch(() => undefined);
    },
    async clear() {
      left?.clear();
      const db = await database();
      if (db === null) return;
      await finished(db.transaction(TABLE, "readwrite").objectStore(TABLE).delete(board));
    },
  };
}

function open(factory: IDBFactory | undefined): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    if (factory === undefined) {
      resolve(null);
      return;
    }
    const request = factory.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
    request.onblocked = () => resolve(null);
  });
}

async function rowOf(db: IDBDatabase | null, board: string): Promise<Row | undefined> {
  return db === null ? undefined : finished(db.transaction(TABLE).objectStore(TABLE).get(board));
}

async function dropOld(db: IDBDatabase, before: number): Promise<void> {
  const table = db.transaction(TABLE, "readwrite").objectStore(TABLE);
  const request = table.openCursor();
  request.onsuccess = () => {
    const cursor = request.result;
    if (cursor === null) return;
    if ((cursor.value as Row).savedAt < before) cursor.delete();
    cursor.continue();
  };
}

function finished<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("storage"));
  });
}

/** What a page left as it went away, in localStorage, which is written before it goes: `when:bytes`, a character each. */
class Left {
  constructor(
    private readonly storage: Storage,
    private readonly key: string,
  ) {}

  write({ update, savedAt }: Row): void {
    if (update.length > AT_ONCE_BYTES) return;
    try {
      this.storage.setItem(
        this.key,
        `${savedAt}:${Array.from(update, (byte) => String.fromCharCode(byte)).join("")}`,
      );
    } catch {
      // It is full: the database may yet have the time.
    }
  }

  read(key = this.key): Row | undefined {
    const [savedAt, ...bytes] = (this.storage.getItem(key) ?? "").split(":");
    if (bytes.length === 0) return undefined;
    return {
      savedAt: Number(savedAt),
      update: Uint8Array.from(bytes.join(":"), (byte) => byte.charCodeAt(0)),
    };
  }

  clear(): void {
    this.storage.removeItem(this.key);
  }

  dropOld(before: number): void {
    for (const key of Object.keys(this.storage)) {
      if (key.startsWith(`${DATABASE}/`) && (this.read(key)?.savedAt ?? 0) < before)
        this.storage.removeItem(key);
    }
  }
}
