/** Keeps, in the browser, the board updates the server has not acknowledged: a reload loses nothing. */
export interface UnkeptStore {
  load(): Promise<Uint8Array | null>;
  save(update: Uint8Array): Promise<void>;
  clear(): Promise<void>;
}

const DATABASE = "declic-room";
const TABLE = "unkept";
const OLDEST_MS = 24 * 3600 * 1000;

interface Row {
  readonly update: Uint8Array;
  readonly savedAt: number;
}

/** A store for one lesson. Where the browser refuses to store (private window), it keeps nothing. */
export function unkeptStore(lesson: string, factory: IDBFactory | undefined, now: () => number): UnkeptStore {
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
      const db = await database();
      if (db === null) return null;
      const row = await finished<Row | undefined>(db.transaction(TABLE).objectStore(TABLE).get(lesson));
      return row === undefined || row.savedAt < now() - OLDEST_MS ? null : row.update;
    },
    async save(update) {
      const db = await database();
      if (db === null) return;
      const row: Row = { update, savedAt: now() };
      const change = db.transaction(TABLE, "readwrite");
      const kept = finished(change.objectStore(TABLE).put(row, lesson));
      // Not once it is written: a page that goes away would not live to say so.
      change.commit?.();
      await kept;
    },
    async clear() {
      const db = await database();
      if (db === null) return;
      await finished(db.transaction(TABLE, "readwrite").objectStore(TABLE).delete(lesson));
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
