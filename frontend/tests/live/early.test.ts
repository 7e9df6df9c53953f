import { afterEach, describe, expect, it, vi } from "vitest";
import { type Early, taken } from "../../src/live/early";

function early(path: string, ...heard: string[]): Early & { socket: { close: ReturnType<typeof vi.fn> } } {
  const socket = { onmessage: null, onclose: null, close: vi.fn() };
  return {
    path,
    socket: socket as unknown as WebSocket & { close: ReturnType<typeof vi.fn> },
    heard: heard.map((data) => ({ data }) as MessageEvent<string>),
    closed: null,
  };
}

afterEach(() => {
  globalThis.declicEarly = undefined;
});

describe("a socket opened before its page's script", () => {
  it("says again what it heard, in order, to whoever takes it", async () => {
    globalThis.declicEarly = early("/room/1?ticket=a", "welcome", "joined");
    const heard: string[] = [];
    const socket = taken("/room/1?ticket=a");
    if (socket !== null) socket.onmessage = ({ data }: MessageEvent<string>) => heard.push(data);
    await Promise.resolve();
    expect(heard).toEqual(["welcome", "joined"]);
  });

  it("says after it that it closed meanwhile", async () => {
    const one = early("/room/1", "error");
    one.closed = { code: 4001, reason: "" } as CloseEvent;
    globalThis.declicEarly = one;
    const said: unknown[] = [];
    const socket = taken("/room/1");
    if (socket !== null) {
      socket.onmessage = ({ data }: MessageEvent<string>) => said.push(data);
      socket.onclose = ({ code }) => said.push(code);
    }
    await Promise.resolve();
    expect(said).toEqual(["error", 4001]);
  });

  it("is taken once", () => {
    globalThis.declicEarly = early("/room/1");
    expect(taken("/room/1")).not.toBeNull();
    expect(taken("/room/1")).toBeNull();
  });

  it("is closed when the page has another ticket by then", () => {
    const one = early("/room/1?ticket=old");
    globalThis.declicEarly = one;
    expect(taken("/room/1?ticket=new")).toBeNull();
    expect(one.socket.close).toHaveBeenCalledWith(1000);
  });
});
