/** When a call must be mended, and how. Pure: `now` is given, in milliseconds. */
export const DISCONNECTED_MS = 1500;
export const NO_BYTES_MS = 1500;
export const REBUILD_MS = 8000;
/** A restart is given this long before another one. */
export const BETWEEN_RESTARTS_MS = 3000;

export interface Reading {
  /** `connectionState`; "disconnected" as well when ICE says so. */
  readonly state: RTCPeerConnectionState;
  /** Bytes received so far by the transport. */
  readonly bytes: number;
}

export type Remedy = "none" | "restart" | "rebuild";

export class Recovery {
  private badSince: number | null = null;
  private lostSince: number | null = null;
  private bytes = 0;
  private bytesAt = 0;
  /** Bytes have come since the last remedy: their end means something. */
  private flowing = false;
  private restartedAt: number | null = null;

  constructor(startedAt: number) {
    this.bytesAt = startedAt;
    this.lostSince = startedAt;
  }

  read({ state, bytes }: Reading, now: number): Remedy {
    if (bytes > this.bytes) {
      this.flowing = true;
      this.bytesAt = now;
    }
    this.bytes = bytes;
    const connected = state === "connected";
    if (connected) {
      this.lostSince = null;
      this.badSince = null;
    } else {
      this.lostSince ??= now;
    }
    if (state === "closed") return "rebuild";
    if (this.lostSince !== null && now - this.lostSince >= REBUILD_MS) {
      this.lostSince = now;
      this.flowing = false;
      return "rebuild";
    }
    if (state === "failed") return this.restart(now);
    if (state === "disconnected") {
      this.badSince ??= now;
      if (now - this.badSince >= DISCONNECTED_MS) return this.restart(now);
    }
    if (connected && this.flowing && now - this.bytesAt >= NO_BYTES_MS) return this.restart(now);
    return "none";
  }

  private restart(now: number): Remedy {
    if (this.restartedAt !== null && now - this.restartedAt < BETWEEN_RESTARTS_MS) return "none";
    this.restartedAt = now;
    this.flowing = false;
    return "restart";
  }
}
