import { curvesOf, french, named, ticks, type Window } from "./graph";
import { spoken, typedAloud } from "./spoken";

/** Mathematics as they are read aloud. */
export interface Aloud {
  formula(latex: string): string;
  graph(text: string, window: Window): string;
}

const TOLD_VALUES = 7;

export const ALOUD: Aloud = { formula: spoken, graph: graphInWords };

/** The frame, then each function with some of its values, at whole numbers in sight. */
function graphInWords(text: string, window: Window): string {
  const [left, right, bottom, top] = window.map(french);
  const axes = `un repère, x de ${left} à ${right}, y de ${bottom} à ${top}`;
  const curves = curvesOf(text).map(({ typed, evaluate }) => {
    const values = wholeIn(window)
      .map((x) => ({ x, y: evaluate(x) }))
      .filter(({ y }) => Number.isFinite(y))
      .map(({ x, y }) => `${french(y)} en ${french(x)}`);
    const told = values.length === 0 ? "" : `, qui vaut ${values.join(", ")}`;
    return `la courbe de ${typedAloud(named(typed))}${told}`;
  });
  return curves.length === 0 ? axes : `${axes}, avec ${curves.join("\u00a0; ")}`;
}

/** Whole numbers around the middle, evenly spaced. */
function wholeIn([left, right]: Window): number[] {
  const whole = ticks(left, right, 1).filter((x) => Number.isInteger(x));
  if (whole.length <= TOLD_VALUES) return whole;
  const every = Math.ceil(whole.length / TOLD_VALUES);
  return whole.filter((x) => x % every === 0);
}
