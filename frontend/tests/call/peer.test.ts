import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Call } from "../../src/call/peer";
import type { Signal } from "../../src/call/signals";

/** A connection of the browser, as far as the two ends of a call settle on one: no sound goes through it. */
class Connection {
  static readonly all: Connection[] = [];
  signalingState = "stable";
  connectionState = "new";
  onnegotiationneeded: (() => void) | null = null;
  localDescription: { type: string; sdp: string } | null = null;
  remoteDescription: { type: string; sdp: string } | null = null;
  private readonly name = `end ${Connection.all.push(this)}`;

  addTransceiver(): object {
    return { sender: { replaceTrack: async () => undefined } };
  }

  getTransceivers(): object[] {
    return [];
  }

  async setLocalDescription(): Promise<void> {
    const answers = this.signalingState === "have-remote-offer";
    this.signalingState = answers ? "stable" : "have-local-offer";
    this.localDescription = { type: answers ? "answer" : "offer", sdp: this.name };
  }

  async setRemoteDescription(said: { type: string; sdp: string }): Promise<void> {
    this.signalingState = said.type === "offer" ? "have-remote-offer" : "stable";
    this.remoteDescription = said;
  }

  async getStats(): Promise<Map<string, object>> {
    return new Map();
  }

  close(): void {
    this.signalingState = "closed";
  }

  /** Each knows the other's description, and waits for nothing. */
  static get together(): boolean {
    const [one, other, ...more] = Connection.all.filter(({ signalingState }) => signalingState !== "closed");
    if (one === undefined || other === undefined || more.length > 0) return false;
    return [
      [one, other],
      [other, one],
    ].every(
      ([mine, theirs]) =>
        mine?.signalingState === "stable" && mine.remoteDescription?.sdp === theirs?.localDescription?.sdp,
    );
  }
}

/** Somebody in the room: what they say waits until it is delivered. */
class Person {
  readonly said: Signal[] = [];
  online = true;
  readonly call = new Call({
    send: (signal) => this.online && this.said.push(signal) > 0,
    iceServers: async () => [],
    onVoice: () => undefined,
    onPicture: () => undefined,
    onState: () => undefined,
    onQuality: () => undefined,
    onPictureHeld: () => undefined,
  });
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done));
let people: [Person, Person];

/** Until neither has anything more to say. */
async function allIsHeard(): Promise<void> {
  await settled();
  for (let turn = 0; turn < 20; turn += 1) {
    const [one, other] = people;
    const [fromOne, fromOther] = [one.said.splice(0), other.said.splice(0)];
    for (const signal of fromOther) one.call.signal(signal);
    for (const signal of fromOne) other.call.signal(signal);
    await settled();
  }
}

beforeEach(() => {
  Connection.all.length = 0;
  vi.stubGlobal("RTCPeerConnection", Connection);
  people = [new Person(), new Person()];
});
afterEach(() => {
  for (const { call } of people) call.close();
  vi.unstubAllGlobals();
});

test("of two, whoever was there first offers", async () => {
  const [one, other] = people;
  one.call.joined();
  other.call.foundSomeone();
  await allIsHeard();
  expect(Connection.together).toBe(true);
});

test.each([
  ["the first", ["b", "a"]],
  ["the second", ["a", "b"]],
])("both offer at the same moment: the call of %s is that of both", async (_, ids) => {
  vi.stubGlobal("crypto", { randomUUID: () => ids.shift() });
  const [one, other] = people;
  one.call.joined();
  other.call.joined();
  await allIsHeard();
  expect(Connection.together).toBe(true);
});

test.each([
  ["the first", ["b", "a"]],
  ["the second", ["a", "b"]],
])("an offer that the network lost takes the place of no other: %s", async (_, ids) => {
  vi.stubGlobal("crypto", { randomUUID: () => ids.shift() });
  const [one, other] = people;
  one.online = false;
  one.call.joined();
  await settled();
  one.online = true;
  other.call.joined();
  await allIsHeard();
  expect(Connection.together).toBe(true);
});

test("a call mended by one while the other offers a new one gives way to the new one, on both sides", async () => {
  const ids = ["b", "c"];
  vi.stubGlobal("crypto", { randomUUID: () => ids.shift() });
  const [one] = people;
  one.call.joined();
  await allIsHeard();
  expect(Connection.together).toBe(true);
  Connection.all[1]?.onnegotiationneeded?.();
  one.call.signal({ kind: "start" });
  await allIsHeard();
  expect(Connection.together).toBe(true);
  expect(Connection.all[0]?.signalingState).toBe("closed");
});
