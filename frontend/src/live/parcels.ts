import { createDecoder, readTailAsUint8Array, readVarUint } from "lib0/decoding";
import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from "lib0/encoding";
import { LIMITS } from "./protocol";

/**
 * Frames too large for a narrow network, in pieces: each that comes or is taken says that the line lives,
 * and other messages pass between them. `docs/protocol.md`, « Narrow networks ».
 */
export const PIECE = 4;
/** Ours under way: the next leaves while the last crosses the network, and a ping waits for no more than these. */
const AHEAD_BYTES = 2 * LIMITS.piece_bytes;

/** How much of a large frame has come. */
export interface Arriving {
  readonly bytes: number;
  readonly of: number;
}

export class Parcels {
  private outgoing: Uint8Array[] = [];
  /** In the first of them. */
  private at = 0;
  private sent = 0;
  private taken = 0;
  private parts: Uint8Array[] = [];
  private bytes = 0;
  /** Of all frames, from the beginning of the connection; and as the server was told. */
  private came = 0;
  private told = 0;

  constructor(
    private readonly write: (frame: Uint8Array) => boolean,
    private readonly took: (bytes: number) => void,
    private readonly arriving: (how: Arriving | null) => void,
  ) {}

  /** A new connection: nothing of the last one counts. */
  begin(): void {
    this.outgoing = [];
    this.at = this.sent = this.taken = 0;
    this.came = this.told = 0;
    this.drop();
    this.write(piece(new Uint8Array(), 0));
  }

  /** Sends it after those before it, in pieces if it is large. Says whether it is on its way. */
  send(frame: Uint8Array): boolean {
    if (this.outgoing.length === 0 && frame.length <= LIMITS.piece_bytes) return this.write(frame);
    this.outgoing.push(frame);
    return this.goOn();
  }

  /** The server has had so many bytes of pieces. */
  theyTook(bytes: number): void {
    this.taken = Math.max(this.taken, Math.min(bytes, this.sent));
    this.goOn();
  }

  /** A piece came. The whole frame, if it was the last. */
  receive(frame: Uint8Array): Uint8Array | null {
    const decoder = createDecoder(frame);
    readVarUint(decoder);
    const left = readVarUint(decoder);
    const part = readTailAsUint8Array(decoder);
    this.parts.push(part);
    this.came += part.length;
    this.bytes += part.length;
    if (left === 0 || this.came - this.told >= LIMITS.taken_bytes) {
      this.told = this.came;
      this.took(this.came);
    }
    if (left > 0) {
      this.arriving({ bytes: this.bytes, of: this.bytes + left });
      return null;
    }
    const whole = joined(this.parts, this.bytes);
    this.drop();
    return whole;
  }

  /** What has come of a frame is of no use any more. */
  drop(): void {
    if (this.parts.length > 0) this.arriving(null);
    this.parts = [];
    this.bytes = 0;
  }

  private goOn(): boolean {
    for (let frame = this.outgoing[0]; frame !== undefined; frame = this.outgoing[0]) {
      if (this.at === 0 && frame.length <= LIMITS.piece_bytes) {
        if (!this.write(frame)) return false;
        this.outgoing.shift();
        continue;
      }
      if (this.sent - this.taken >= AHEAD_BYTES) return true;
      const part = frame.subarray(this.at, this.at + LIMITS.piece_bytes);
      const left = frame.length - this.at - part.length;
      if (!this.write(piece(part, left))) return false;
      this.sent += part.length;
      this.at += part.length;
      if (left === 0) {
        this.outgoing.shift();
        this.at = 0;
      }
    }
    return true;
  }
}

function piece(part: Uint8Array, left: number): Uint8Array {
  const encoder = createEncoder();
  writeVarUint(encoder, PIECE);
  writeVarUint(encoder, left);
  writeUint8Array(encoder, part);
  return toUint8Array(encoder);
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
