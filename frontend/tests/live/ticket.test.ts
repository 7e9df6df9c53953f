import { describe, expect, it } from "vitest";
import { once } from "../../src/live/ticket";

const TICKET = { ticket: "t", path: "/room/1?ticket=t" };

describe("the ticket a page came with", () => {
  it("opens one connection; the next one asks for a fresh ticket", () => {
    const first = once(TICKET);
    expect(first(1200)).toBe(TICKET);
    expect(first(1300)).toBeNull();
  });

  it("is not used once the page has been open for a minute", () => {
    expect(once(TICKET)(60_001)).toBeNull();
  });

  it("may be missing", () => {
    expect(once(null)(0)).toBeNull();
  });
});
