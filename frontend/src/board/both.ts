/** Where `to` differs from `from`: from this sign of `from`, up to that one. */
function changed(from: string, to: string): readonly [start: number, end: number] {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from[start] === to[start]) start += 1;
  let same = 0;
  while (same < most - start && from.at(-1 - same) === to.at(-1 - same)) same += 1;
  return [start, from.length - same];
}

/** What two wrote over the same words, when neither touches what the other changed; null when they do. */
export function both(before: string, mine: string, theirs: string): string | null {
  const [[start, end], [from, to]] = [changed(before, mine), changed(before, theirs)];
  const own = mine.slice(start, mine.length - before.length + end);
  if (end < from) return theirs.slice(0, start) + own + theirs.slice(end);
  const later = theirs.length - before.length;
  return to < start ? theirs.slice(0, start + later) + own + theirs.slice(end + later) : null;
}
