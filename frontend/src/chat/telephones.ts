/** Telephone numbers in French, as `src/declic/ground/telephones.py` reads them: the two go together. */
const UNITS: ReadonlyMap<string, number> = new Map(
  (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(
      " ",
    ) as string[]
  )
    .map((word, value): [string, number] => [word, value])
    .concat([
      ["zeros", 0],
      ["oh", 0],
      ["une", 1],
    ]),
);
const TENS: ReadonlyMap<string, number> = new Map([
  ["vingt", 20],
  ["vingts", 20],
  ["trente", 30],
  ["quarante", 40],
  ["cinquante", 50],
  ["soixante", 60],
  ["septante", 70],
  ["huitante", 80],
  ["octante", 80],
  ["nonante", 90],
]);
const PIECE = /\+?[oilsbz]{0,2}\d[\doil]*(?![a-z\d])|\+?\d+|[a-z]+|[\s.\-_/,|]+|./gsu;
const JOINS = /^[\s.\-_/,|]+$/u;
const ASKS =
  /\b(?:num|numero|tel|telephone|portable|phone|appelle|appelez|appeler|rappelle|sms|texto|joindre)\b/u;
/** Letters written for figures: « O6 I2 »; S, B and Z before one only, as « 5 s » is seconds. */
const LOOKS_LIKE: Readonly<Record<string, string>> = { o: "0", i: "1", l: "1", s: "5", b: "8", z: "2" };
const MINE = /\b(?:mon|ton|votre) (?:num(?:ero)?|tel(?:ephone)?|portable|0[67])\b(?! d)/u;
/** Of telephones, and of nothing that is counted. */
const SPEAKS =
  /\b(?:num|tel|telephone|portable|phone|sms|texto|joindre)\b|\br?appell?e[rz]?[- ]moi\b|\bm'appeler\b/u;
/** Numbers of two figures after the first one of a number told without its zero. */
const PAIRS = 4;
const PAIRS_OF_MINE = 2;
const BEGINS = /^(?:[+0]|33)/u;
const FRENCH = /^0[1-9]\d{8}$/u;
const FRENCH_ABROAD = /^(?:\+|00)?33[1-9]\d{8}$/u;
const OTHER_ABROAD = /^(?:\+|00)[1-9]\d{9,13}$/u;
/** Digits of a number begun with 0, beside a word that speaks of telephones. */
const LEAST_ASKED = 4;
const MARKS =
  "((?:[\\s.\\-_/,|*:\\\\()[\\]{}~'\"!?#&\\u20e3\\ufe0f\\u2190-\\u21ff\\u2300-\\u27bf\\u2900-\\u297f\\u2b00-\\u2bff" +
  "\\u{1f000}-\\u{1faff}]|\\b(?:puis|ensuite|apres|et|point|tiret|virgule|slash|espace)\\b){0,8})";
/** A mobile's number by twos, whatever stands between but an operation that a pupil would write: 06*12*34*56*78. */
const PARTED = new RegExp(
  `(?:^|[^\\d,.])(?:0[67]|\\(?(?:\\+|00)33\\)?\\s?(?:\\(0\\))?${MARKS}[67])${`${MARKS}\\d\\d`.repeat(4)}(?!${MARKS}\\d)`,
  "gu",
);
const HOURS = /^[\s,.-]*:?[\s,.-]*$/u;
const SHORTEST = 10;
const LONGEST = 16;

interface Word {
  readonly word: string;
  /** A hyphen ties it to the one before. */
  readonly tied: boolean;
}

/** `plain`: in lower case and without accents. */
export function hasTelephone(plain: string): boolean {
  for (const found of plain.matchAll(PARTED)) if (isNoTimetable(found.slice(2, 6))) return true;
  const asked = ASKS.test(plain);
  const pairs = MINE.test(plain) ? PAIRS_OF_MINE : SPEAKS.test(plain) ? PAIRS : null;
  return [true, false].some((loose) =>
    runs(plain, loose).some((run) => rings(run, asked) || (pairs !== null && lacksItsZero(run, pairs))),
  );
}

/** « 06:12, 07:30, 08 » are hours; with the same mark everywhere they are not. */
function isNoTimetable(marks: readonly string[]): boolean {
  return (
    new Set(marks.map((mark) => mark.includes(":"))).size === 1 || !marks.every((mark) => HOURS.test(mark))
  );
}

/** Rows of numbers, in figures or words. `loose`: « quatre vingt dix » is 90 without its hyphens too. */
function runs(plain: string, loose: boolean): string[][] {
  let run: string[] = [];
  const found = [run];
  let words: Word[] = [];
  let mark = "";
  const read = (): void => {
    run.push(...numbers(words, loose));
    words = [];
  };
  for (const [piece] of plain
    .replace(/[\u20e3\ufe0f]/gu, "")
    .replaceAll("(0)", "")
    .matchAll(PIECE)) {
    if (UNITS.has(piece) || TENS.has(piece) || (piece === "et" && words.length > 0)) {
      words.push({ word: piece, tied: mark === "-" });
    } else if (JOINS.test(piece)) {
      mark = piece;
      continue;
    } else if (/\d/u.test(piece) || piece === "o") {
      read();
      run.push(piece.replace(/[oilsbz]/gu, (letter) => LOOKS_LIKE[letter] ?? letter));
    } else {
      read();
      run = [];
      found.push(run);
    }
    mark = "";
  }
  read();
  return found;
}

function numbers(words: readonly Word[], loose: boolean): string[] {
  const found: string[] = [];
  for (let at = 0; at < words.length; ) {
    const [value, next] = number(words, at, loose);
    if (value !== null) found.push(String(value));
    at = next;
  }
  return found;
}

function number(words: readonly Word[], at: number, loose: boolean): [number | null, number] {
  const word = words[at]?.word ?? "";
  const following = words[at + 1];
  if (word === "et") return [null, at + 1];
  if (word === "quatre" && following?.word.startsWith("vingt") && (loose || following.tied))
    return withRest(80, words, at + 2, loose);
  const tens = TENS.get(word);
  if (tens !== undefined) return withRest(tens, words, at + 1, loose);
  if (word === "dix" && following !== undefined && ["sept", "huit", "neuf"].includes(following.word))
    return [10 + (UNITS.get(following.word) ?? 0), at + 2];
  return [UNITS.get(word) ?? null, at + 1];
}

function withRest(tens: number, words: readonly Word[], at: number, loose: boolean): [number, number] {
  const joined = words[at]?.word === "et" && ["un", "une", "onze"].includes(words[at + 1]?.word ?? "");
  const after = joined ? at + 1 : at;
  const next = words[after];
  if (next === undefined || !UNITS.has(next.word)) return [tens, at];
  const [rest, then] = number(words, after, loose);
  const most = (tens === 60 || tens === 80) && (loose || joined || next.tied) ? 19 : 9;
  return rest !== null && rest >= 1 && rest <= most ? [tens + rest, then] : [tens, at];
}

function rings(run: readonly string[], asked: boolean): boolean {
  for (let first = 0; first < run.length; first += 1) {
    if (!BEGINS.test(run[first] ?? "")) continue;
    let digits = "";
    for (let last = first; last < run.length; last += 1) {
      digits += run[last];
      if (digits.length > LONGEST) break;
      if (digits.length < (asked ? LEAST_ASKED : SHORTEST)) continue;
      const group = run.slice(first, last + 1);
      if (FRENCH.test(digits) && isGrouped(group) && !isTable(group)) return true;
      if (FRENCH_ABROAD.test(digits) && (/^[+0]/u.test(digits) || group.length > 1)) return true;
      if (OTHER_ABROAD.test(digits) && group.length > 2) return true;
      if (asked && /^0[1-9]/u.test(digits) && isGrouped(group)) return true;
    }
  }
  return false;
}

/** « le six douze trente-quatre… »: a single figure, then as many `pairs`. */
function lacksItsZero(run: readonly string[], pairs: number): boolean {
  return run
    .slice(0, Math.max(0, run.length - pairs))
    .some(
      (begun, first) =>
        /^[1-9]$/u.test(begun) && run.slice(first + 1, first + 1 + pairs).every(({ length }) => length === 2),
    );
}

/** By twos, one by one, or in larger pieces after 06: as people write it, and a list of numbers hardly is. */
function isGrouped(group: readonly string[]): boolean {
  if ((group[0]?.length ?? 0) > 1) return true;
  const rest = group.slice(2);
  return group[1]?.length === 1 && [1, 2].some((size) => rest.every((each) => each.length === size));
}

/** Counting, or a table: 0 7 14 21 28 35. */
function isTable(group: readonly string[]): boolean {
  if (group.length < 4 || (group[0]?.length ?? 0) > 1) return false;
  const values = group.map(Number);
  const steps = values.slice(1).map((value, order) => value - (values[order] ?? 0));
  return new Set(steps).size === 1;
}
