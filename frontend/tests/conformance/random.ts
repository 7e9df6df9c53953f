/** Chance that comes again with the same seed (mulberry32). */
export interface Random {
  /** A whole number from 0 to `most` excluded. */
  below(most: number): number;
  one<Kind>(among: readonly Kind[]): Kind | undefined;
  id(): string;
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  let made = 0;
  return {
    below: (most) => Math.floor(next() * most),
    one: (among) => among[Math.floor(next() * among.length)],
    id() {
      made += 1;
      return `${seed}-${made}`;
    },
  };
}
