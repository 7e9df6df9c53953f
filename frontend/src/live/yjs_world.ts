/** What Yjs asks of `lib0/logging` and `lib0/environment`: their colours and variables weigh more than all it does with them. */
export const [ORANGE, RED, BOLD, UNBOLD] = ["", "", "", ""];

export const isBrowser = true;

export const { log: print, warn } = console;

/** Of a development machine: none here. */
export function getVariable(): undefined {
  return undefined;
}
