/**
 * The other's description, asking our encoder for a voice that holds on a poor network: one channel,
 * 32 kbit/s, forward error correction, silence not sent.
 */
const WANTED: Readonly<Record<string, string>> = {
  useinbandfec: "1",
  usedtx: "1",
  stereo: "0",
  "sprop-stereo": "0",
  maxaveragebitrate: "32000",
};

export function tunedForVoice(sdp: string): string {
  const payload = /^a=rtpmap:(\d+) opus\/48000/im.exec(sdp)?.[1];
  if (payload === undefined) return sdp;
  const line = new RegExp(`^a=fmtp:${payload} (.*)$`, "m");
  const given = line.exec(sdp)?.[1]?.trim() ?? "";
  const parameters = new Map(
    given
      .split(";")
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map((part) => {
        const [name = "", value = ""] = part.split("=");
        return [name, value] as const;
      }),
  );
  for (const [name, value] of Object.entries(WANTED)) parameters.set(name, value);
  const written = `a=fmtp:${payload} ${[...parameters].map(([name, value]) => `${name}=${value}`).join(";")}`;
  if (given !== "") return sdp.replace(line, written);
  return sdp.replace(new RegExp(`^(a=rtpmap:${payload} .*?)(\r?)$`, "m"), `$1$2\n${written}$2`);
}
