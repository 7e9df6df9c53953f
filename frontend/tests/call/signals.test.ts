import { describe, expect, it } from "vitest";
import { tunedForVoice } from "../../src/call/opus";
import { TaskQueue } from "../../src/call/queue";
import { asSignal } from "../../src/call/signals";

describe("the queue of signals", () => {
  it("takes them one after the other, in order, whatever each costs", async () => {
    const seen: string[] = [];
    const queue = new TaskQueue();
    const slow = queue.add(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push("offer");
    });
    const quick = queue.add(async () => {
      seen.push("candidate");
    });
    await Promise.all([slow, quick]);
    expect(seen).toEqual(["offer", "candidate"]);
  });

  it("goes on after one that failed", async () => {
    const failures: unknown[] = [];
    const queue = new TaskQueue((error) => failures.push(error));
    let done = false;
    await queue.add(() => Promise.reject(new Error("bad description")));
    await queue.add(async () => {
      done = true;
    });
    expect(done).toBe(true);
    expect(failures).toHaveLength(1);
  });
});

describe("a signal from elsewhere", () => {
  it.each([
    null,
    3,
    "offer",
    {},
    { kind: "offer", call: "a" },
    { kind: "answer", sdp: "v=0" },
    { kind: "odd", call: "a" },
  ])("%j is ignored", (data) => {
    expect(asSignal(data)).toBeNull();
  });

  it("keeps only what it should hold", () => {
    expect(asSignal({ kind: "offer", call: "a", sdp: "v=0", more: 1 })).toEqual({
      kind: "offer",
      call: "a",
      sdp: "v=0",
    });
    expect(asSignal({ kind: "start" })).toEqual({ kind: "start" });
  });
});

describe("the voice", () => {
  const sdp = (fmtp: string): string =>
    `m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=rtpmap:111 opus/48000/2\r\n${fmtp}a=rtpmap:63 red/48000/2\r\n`;

  it("is asked to correct errors, to skip silence and to stay at 32 kbit/s", () => {
    const tuned = tunedForVoice(sdp("a=fmtp:111 minptime=10;useinbandfec=0\r\n"));
    expect(tuned).toContain(
      "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1;stereo=0;sprop-stereo=0;maxaveragebitrate=32000\r\n",
    );
    expect(tuned.match(/a=fmtp:111/g)).toHaveLength(1);
  });

  it("is asked so even when nothing was said of it", () => {
    expect(tunedForVoice(sdp(""))).toContain("a=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1;");
  });

  it("is left alone where there is none", () => {
    expect(tunedForVoice("v=0\r\n")).toBe("v=0\r\n");
  });
});
