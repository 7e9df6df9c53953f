import * as Y from "yjs";
import type { Head } from "./item";

/**
 * What another erases may be put back: one's own acts on what it was are then acts on what it is. Yjs knows of `redone`
 * only where it was done. A photo laid again is no photo put back: of those, `author`'s own alone.
 */
export function followPutBack(items: Y.Map<Y.Map<unknown>>, author: string): void {
  items.observe((event, change) => {
    if (!change.local) for (const key of event.keysChanged) changedByOther(items, key as string, author);
  });
}

function changedByOther(items: Y.Map<Y.Map<unknown>>, id: string, author: string): void {
  const now = items._map.get(id);
  const [before, after] = [contentOf(now?.left), contentOf(now)];
  if (now?.deleted === true && after !== null)
    now.keep ||= [...after.values()].some((part) => part.id.client === items.doc?.clientID);
  if (now == null || now.deleted) return;
  const head = items.get(id)?.get("h") as Partial<Head> | null | undefined;
  if (head?.k === "photo" && head.a !== author) return;
  link(now.left, now);
  for (const [key, part] of after ?? []) link(before?.get(key), part);
}

function contentOf(item: Y.Item | null | undefined): Map<string, Y.Item> | null {
  return item?.content instanceof Y.ContentType ? item.content.type._map : null;
}

function link(before: Y.Item | null | undefined, after: Y.Item): void {
  if (before?.deleted === true) before.redone ??= after.id;
}
