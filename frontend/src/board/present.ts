import type { Awareness } from "y-protocols/awareness";

/** More than a lesson and its guests are: a page that says it is many more is not believed. */
export const MOST_PEOPLE = 8;

/**
 * What the others say of themselves: of each person the page heard last, whatever one page says of how many it is.
 * `reads`: a state that makes sense, of somebody who is here.
 */
export function presentOn<State extends { readonly id: string }>(
  awareness: Awareness,
  reads: (state: unknown) => state is State,
): [client: number, state: State][] {
  const heard = new Map<string, { client: number; state: State; at: number }>();
  for (const [client, state] of awareness.getStates() as ReadonlyMap<number, unknown>) {
    if (client === awareness.clientID || !reads(state)) continue;
    const at = awareness.meta.get(client)?.lastUpdated ?? 0;
    const before = heard.get(state.id);
    if (before === undefined ? heard.size < MOST_PEOPLE : at >= before.at)
      heard.set(state.id, { client, state, at });
  }
  return [...heard.values()].map(({ client, state }) => [client, state]);
}
