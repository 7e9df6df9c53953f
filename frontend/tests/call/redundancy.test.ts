import { describe, expect, it } from "vitest";
import { Redundancy, saidTwice } from "../../src/call/redundancy";

describe("a voice said twice", () => {
  it("begins when the other loses more than 4 % of it, and goes on for 20 s after the last such word", () => {
    const redundancy = new Redundancy();
    expect(redundancy.read(0.03, null, 0)).toBe(false);
    expect(redundancy.read(0.1, 300_000, 500)).toBe(true);
    expect(redundancy.read(0, 300_000, 20_000)).toBe(true);
    expect(redundancy.read(0, 300_000, 20_500)).toBe(false);
  });

  it("is not for a link too narrow for one voice and a half", () => {
    const redundancy = new Redundancy();
    expect(redundancy.read(0.2, 60_000, 0)).toBe(false);
    expect(redundancy.read(0.2, 300_000, 500)).toBe(true);
    expect(redundancy.read(0.2, 60_000, 1000)).toBe(false);
  });
});

const SDP = [
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8",
  "a=rtpmap:111 opus/48000/2",
  "a=rtpmap:63 red/48000/2",
  "m=video 9 UDP/TLS/RTP/SAVPF 96 63",
  "",
].join("\r\n");

describe("the description", () => {
  it("names such packets first, for the voice alone", () => {
    const said = saidTwice(SDP, true);
    expect(said).toContain("m=audio 9 UDP/TLS/RTP/SAVPF 63 111 9 0 8\r\n");
    expect(said).toContain("m=video 9 UDP/TLS/RTP/SAVPF 96 63\r\n");
  });

  it("names them last when they are not wanted", () => {
    expect(saidTwice(saidTwice(SDP, true), false)).toContain("m=audio 9 UDP/TLS/RTP/SAVPF 111 9 0 8 63\r\n");
  });

  it("is left alone where they are not known", () => {
    const plain = SDP.replace("red/48000", "cn/8000");
    expect(saidTwice(plain, true)).toBe(plain);
  });
});
