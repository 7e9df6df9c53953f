/**
 * A voice sent twice when the network loses it: each packet then carries the one before (RED, RFC 2198), so that
 * one lost alone is not missed. It doubles the 32 kbit/s, so it is only done while packets are lost, and not where
 * they are lost because the link is too narrow for what is sent. A browser that cannot goes on as before.
 */
const LOSSY = 0.04;
/** Bits a second: under this, sending more makes it worse. */
const NARROW_BPS = 100_000;
const QUIET_FOR_MS = 20_000;

export class Redundancy {
  private lossyAt: number | null = null;

  /** `loss`: share of what we send that the other does not get, as they last said. True to send each packet twice. */
  read(loss: number, available: number | null, now: number): boolean {
    if (available !== null && available < NARROW_BPS) this.lossyAt = null;
    else if (loss > LOSSY) this.lossyAt = now;
    return this.lossyAt !== null && now - this.lossyAt < QUIET_FOR_MS;
  }
}

/** The other's description, asking our encoder for such packets or not: the first of the list is what it sends. */
export function saidTwice(sdp: string, twice: boolean): string {
  const red = /^a=rtpmap:(\d+) red\/48000/im.exec(sdp)?.[1];
  if (red === undefined) return sdp;
  return sdp.replace(/^(m=audio \d+ \S+) ([\d ]+)/m, (_, head: string, list: string) => {
    const others = list.split(" ").filter((each) => each !== red);
    return [head, ...(twice ? [red, ...others] : [...others, red])].join(" ");
  });
}
