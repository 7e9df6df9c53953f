import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { laid, type Put } from "../../src/room/file_keys";

describe("a picture on its way to the board", () => {
  const picture = new File(["jpeg"], "cahier.jpg");
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function network(...answers: Put[]) {
    const tries: [File, boolean][] = [];
    const put = async (file: File, again: boolean): Promise<Put> => {
      tries.push([file, again]);
      return answers.shift() ?? "laid";
    };
    return { tries, put, mayWrite: () => true };
  }

  test("is kept and sent again until it lies on the board, and said once", async () => {
    const needs = network("lost", "lost", "laid");
    const done = laid(picture, needs);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await done).toBe(true);
    expect(needs.tries).toEqual([
      [picture, false],
      [picture, true],
      [picture, true],
    ]);
  });

  test("refused, it is not sent again, and filming goes on", async () => {
    const needs = network("refused");
    expect(await laid(picture, needs)).toBe(false);
    expect(needs.tries).toHaveLength(1);
  });

  test("once the lesson is over, nothing is sent", async () => {
    const needs = { ...network("lost"), mayWrite: vi.fn().mockReturnValueOnce(true).mockReturnValue(false) };
    const done = laid(picture, needs);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await done).toBe(false);
    expect(needs.tries).toHaveLength(1);
  });
});
