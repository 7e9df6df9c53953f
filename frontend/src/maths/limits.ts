/** Longest formula that is read, typeset or kept. */
export const LONGEST_LATEX = 1000;
