import { beforeEach, describe, expect, it } from "vitest";
import { BACKOFF_LAST_MS, type Ending, type LinkState, LiveSocket } from "../../src/live/socket";
import { TicketRefused } from "../../src/live/ticket";
import { TestWorld } from "./socket_world";

interface Message {
  type: string;
}

let world: TestWorld;
let states: LinkState[];
let rows: (number | undefined)[];
let ending: Ending | null;
let received: Message[];
let socket: LiveSocket<Message, Message>;

beforeEach(() => {
  world = new TestWorld();
  states = [];
  received = [];
  ending = null;
  rows = [];
  socket = new LiveSocket<Message, Message>(
    {
      onMessage: (message) => received.push(message),
      onPong: ({ row }) => rows.push(row),
      onState: (state, why) => {
        states.push(state);
        ending = why;
      },
    },
    world,
  );
});

async function online(): Promise<void> {
  socket.start();
  await world.settle();
  world.last.says({ type: "welcome" });
}

/** The other end answers every ping. */
function answerPings(): void {
  const last = world.last;
  const send = last.send.bind(last);
  last.send = (data) => {
    send(data);
    const message = JSON.parse(data as string) as { type: string; n: number };
    if (message.type === "ping") {
      last.says({ type: "pong", n: message.n, at: new Date(world.time + 60_000).toISOString() });
    }
  };
}

describe("a live socket", () => {
  it("passes on what a pong says, and is no message of the page's", async () => {
    await online();
    const before = received.length;
    world.last.says({ type: "pong", n: 1, at: new Date(0).toISOString() });
    world.last.says({ type: "pong", n: 2, at: new Date(0).toISOString(), row: 41 });
    expect(rows).toEqual([undefined, 41]);
    expect(received.length).toBe(before);
  });

  it("is online at the first message, not before", async () => {
    socket.start();
    await world.settle();
    expect(socket.state).toBe("connecting");
    expect(socket.send({ type: "chat" })).toBe(false);
    world.last.says({ type: "welcome" });
    expect(socket.state).toBe("online");
    expect(received).toEqual([{ type: "welcome" }]);
  });

  it("stays while its pings are answered, and learns the server's clock", async () => {
    await online();
    answerPings();
    await world.pass(20_000);
    expect(world.sockets).toHaveLength(1);
    expect(socket.clock.now() - world.now()).toBe(60_000);
    expect(received).toHaveLength(1);
  });

  it("starts again after 2.5 s of silence, with a new ticket", async () => {
    await online();
    await world.pass(5000);
    expect(world.sockets.length).toBeGreaterThan(1);
    expect(world.sockets[0]?.closedWith).toBe(4000);
    expect(world.last.path).not.toBe(world.sockets[0]?.path);
    expect(states.slice(0, 3)).toEqual(["connecting", "online", "offline"]);
  });

  it("waits longer after each failure, never more than the limit", async () => {
    socket.start();
    await world.settle();
    const waits: number[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const opened = world.sockets.length;
      const from = world.time;
      world.last.serverCloses(1006);
      while (world.sockets.length === opened) await world.pass(50);
      waits.push(world.time - from);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, BACKOFF_LAST_MS, BACKOFF_LAST_MS, BACKOFF_LAST_MS]);
  });

  it("comes back at once when the network does", async () => {
    await online();
    world.network(false);
    expect(socket.state).toBe("offline");
    world.network(true);
    await world.settle();
    world.last.says({ type: "welcome" });
    expect(socket.state).toBe("online");
    expect(world.time).toBe(0);
  });

  it.each([
    [4401, "ticket_invalid"],
    [4406, "wrong_subject"],
    [4409, "moved"],
    [4410, "over"],
    [4411, "ticket_revoked"],
  ])("does not come back after %i", async (code, name) => {
    await online();
    world.last.serverCloses(code, "raison");
    await world.pass(60_000);
    expect(world.sockets).toHaveLength(1);
    expect(ending).toEqual({ code: name, message: "", nextUrl: null });
  });

  it.each([4408, 4429, 4503, 1006])("comes back after %i", async (code) => {
    await online();
    world.last.serverCloses(code);
    await world.pass(BACKOFF_LAST_MS);
    expect(world.sockets).toHaveLength(2);
  });

  it("takes another ticket at once when its own has expired", async () => {
    socket.start();
    await world.settle();
    world.last.serverCloses(4402);
    await world.settle();
    expect(world.ticketsAsked).toBe(2);
    expect(world.time).toBe(0);
  });

  it("stops when the ticket is refused, and says where to go", async () => {
    world.tickets.push(() => Promise.reject(new TicketRefused("over", "C’est fini.", "/eleve/")));
    socket.start();
    await world.pass(60_000);
    expect(ending).toEqual({ code: "over", message: "C’est fini.", nextUrl: "/eleve/" });
    expect(world.ticketsAsked).toBe(1);
  });

  it("tries again when the ticket could not be asked for", async () => {
    world.tickets.push(() => Promise.reject(new TypeError("network")));
    socket.start();
    await world.pass(1000);
    world.last.says({ type: "welcome" });
    expect(socket.state).toBe("online");
  });

  it("gives up a connection that says nothing", async () => {
    socket.start();
    await world.pass(9000);
    expect(world.sockets.length).toBeGreaterThan(1);
  });

  it("says goodbye once", async () => {
    await online();
    socket.stop();
    await world.pass(60_000);
    expect(world.sockets).toHaveLength(1);
    expect(world.last.closedWith).toBe(1000);
    expect(ending).toBeNull();
    expect(states.at(-1)).toBe("ended");
  });
});
