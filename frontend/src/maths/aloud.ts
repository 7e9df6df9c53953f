import { graphInWords, type Window } from "./graph";
import { spoken, typedAloud } from "./spoken";

/** Mathematics as they are read aloud. */
export interface Aloud {
  formula(latex: string): string;
  graph(text: string, window: Window): string;
}

export const ALOUD: Aloud = {
  formula: spoken,
  graph: (text, window) => graphInWords(text, window, typedAloud),
};
