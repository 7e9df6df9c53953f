/** Letters and signs a French keyboard hides or lacks, by subject: what a lesson of it writes. */
const FRENCH = [..."éèêëàâçùûîïôœæ«»…—’"];

const BY_SUBJECT: Readonly<Record<string, readonly string[]>> = {
  ANG: [..."’‘“”£–"],
  ESP: [..."áéíóúüñ¿¡ªº"],
  ALL: [..."äöüß„“"],
  ITA: [..."àèéìòù"],
  POR: [..."áâãàçéêíóôõú"],
  OCC: [..."àáçèéíïòóúü"],
  CAT: [..."àçèéíïòóúü·"],
  BRE: [..."ñùêâô’"],
  COR: [..."àèìòù"],
  BAS: [..."ñü"],
  CRE: [..."éèòâ"],
  ALS: [..."äöüàèé"],
  LVX: [..."áéíóúñ¿¡äöüßàèìòù"],
  LAT: [..."āēīōūæœ"],
  GRE: [..."αβγδεζηθικλμνξοπρσςτυφχψω"],
  RUS: [..."абвгдеёжзийклмнопрстуфхцчшщъыьэюя"],
  MAT: [..."×÷²³√≤≥≠≈π°½→"],
  PC: [..."×÷²³°µΩλ→±₂₃₄⁺⁻"],
};

/** Of a language, a science, or French. */
export function lettersOf(subject: string): readonly string[] {
  return BY_SUBJECT[subject] ?? FRENCH;
}

/** Which of them have a capital: « ß » has none on a school’s page, nor has « ¿ ». */
export function capitals(letters: readonly string[]): readonly string[] {
  return letters.map((letter) => {
    const large = letter.toLocaleUpperCase("fr");
    return large.length === 1 && letter !== "µ" && letter !== "ß" ? large : letter;
  });
}

/** As a screen reader would not say it by itself. */
const NAMES: Readonly<Record<string, string>> = {
  "«": "guillemet ouvrant",
  "»": "guillemet fermant",
  "…": "points de suspension",
  "—": "tiret de dialogue",
  "–": "tiret",
  "’": "apostrophe",
  "‘": "guillemet simple ouvrant",
  "“": "guillemet anglais ouvrant",
  "”": "guillemet anglais fermant",
  "„": "guillemet allemand ouvrant",
  "¿": "point d’interrogation renversé",
  "¡": "point d’exclamation renversé",
  "·": "point médian",
  "×": "fois",
  "÷": "divisé par",
  "²": "au carré",
  "³": "au cube",
  "√": "racine carrée",
  "≤": "inférieur ou égal à",
  "≥": "supérieur ou égal à",
  "≠": "différent de",
  "≈": "environ égal à",
  "°": "degré",
  "½": "un demi",
  "→": "flèche",
  "±": "plus ou moins",
};

export function nameOf(letter: string): string {
  return NAMES[letter] ?? letter;
}
