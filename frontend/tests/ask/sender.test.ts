import { describe, expect, it } from "vitest";
import { insist, RETRY_LAST_MS, Refused, retryDelay, Unreachable, understand } from "../../src/ask/sender";

describe("an answer of the server", () => {
  it("is its JSON when all is well", () => {
    expect(understand(200, '{"next_url": "/eleve/attente/"}')).toEqual({ next_url: "/eleve/attente/" });
  });

  it("is a refusal in French when it said no", () => {
    const said = '{"code": "empty_attempt", "message": "Montre d’abord ce que tu as essayé."}';
    expect(() => understand(409, said)).toThrow(Refused);
    expect(() => understand(409, said)).toThrow("Montre d’abord");
    expect(() => understand(403, "<html>")).toThrow("rien n’est perdu");
  });

  it.each([0, 408, 429, 500, 502, 503])("%i is worth trying again", (status) => {
    expect(() => understand(status, "")).toThrow(Unreachable);
  });
});

describe("a service with too many requests", () => {
  const trouble = (text: string): unknown => {
    try {
      return understand(503, text);
    } catch (error) {
      return error instanceof Unreachable && error.busy;
    }
  };
  it("is worth trying again, and is no lost network", () => {
    expect(trouble('{"code": "busy", "message": "Il y a trop de demandes."}')).toBe(true);
    expect(trouble("")).toBe(false);
  });
});

describe("insisting", () => {
  it("tries again until it passes, and says when it does not", async () => {
    let tries = 0;
    let troubles = 0;
    const done = await insist(
      async () => {
        tries += 1;
        if (tries < 4) throw new Unreachable("network");
        return "parti";
      },
      { pause: async () => undefined, onTrouble: () => (troubles += 1) },
    );
    expect([done, tries, troubles]).toEqual(["parti", 4, 3]);
  });

  it("stops at a refusal", async () => {
    let tries = 0;
    const refused = insist(
      async () => {
        tries += 1;
        throw new Refused("too_large", "Trop lourd.", null);
      },
      { pause: async () => undefined },
    );
    await expect(refused).rejects.toThrow("Trop lourd.");
    expect(tries).toBe(1);
  });

  it("waits longer each time, up to a limit, never all at the same moment", () => {
    const longest = [1, 2, 3, 4, 5, 9].map((attempt) => retryDelay(attempt, () => 1));
    expect(longest).toEqual([1000, 2000, 4000, 8000, RETRY_LAST_MS, RETRY_LAST_MS]);
    expect(retryDelay(3, () => 0)).toBe(2000);
  });
});
