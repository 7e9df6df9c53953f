import { describe, expect, it } from "vitest";
import type { Awareness } from "y-protocols/awareness";
import { MOST_PEOPLE, presentOn } from "../../src/board/present";

interface Said {
  readonly id: string;
  readonly at: readonly number[] | null;
}

function reads(state: unknown): state is Said {
  return typeof (state as Partial<Said>).id === "string";
}

function heard(states: [client: number, state: unknown, at: number][]): Awareness {
  return {
    clientID: 1,
    getStates: () => new Map(states.map(([client, state]) => [client, state])),
    meta: new Map(states.map(([client, , at]) => [client, { clock: 1, lastUpdated: at }])),
  } as unknown as Awareness;
}

describe("who is on the board", () => {
  it("is one for each person, as heard last", () => {
    const awareness = heard([
      [1, { id: "ines" }, 9],
      [2, { id: "prof", at: [1, 1] }, 5],
      [3, { id: "prof", at: [2, 2] }, 8],
      [4, { id: "prof", at: [3, 3] }, 7],
      [5, { at: [4, 4] }, 9],
    ]);
    expect(presentOn(awareness, reads)).toEqual([[3, { id: "prof", at: [2, 2] }]]);
  });

  it("stays a few, however many one page says it is", () => {
    const same = heard(Array.from({ length: 2000 }, (_, order) => [order + 2, { id: "prof" }, 1]));
    expect(presentOn(same, reads)).toHaveLength(1);
    const many = heard(Array.from({ length: 2000 }, (_, order) => [order + 2, { id: `n${order}` }, 1]));
    expect(presentOn(many, reads)).toHaveLength(MOST_PEOPLE);
  });
});
