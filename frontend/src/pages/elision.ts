/** As `src/declic/ground/elision.py` has it: both are held to `tests/ground/elisions.json`. */
const ELIDES = /^(?:[aeiouâàäéèêëîïôöùûüœæ]|h[eéèê]|y[bcdfghjklmnpqrstvwxz])/i;

/** `word` (« de », « que ») before a name: « d’Inès », « qu’Hélène », « de Hugo », « de Yanis ». */
export function elided(word: string, name: string): string {
  return ELIDES.test(name) ? `${word.slice(0, -1)}’${name}` : `${word} ${name}`;
}
