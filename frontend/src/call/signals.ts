/** What two pages of one room say to each other to set up their call. */
export type Signal =
  | { readonly kind: "offer"; readonly call: string; readonly sdp: string }
  | { readonly kind: "answer"; readonly call: string; readonly sdp: string }
  | { readonly kind: "candidate"; readonly call: string; readonly candidate: RTCIceCandidateInit | null }
  /** After a reconnection: "I still have this call, do you?" */
  | { readonly kind: "still"; readonly call: string }
  /** "I have no call: offer me one." */
  | { readonly kind: "start" };

export function asSignal(data: unknown): Signal | null {
  if (typeof data !== "object" || data === null) return null;
  const said = data as Record<string, unknown>;
  if (said.kind === "start") return { kind: "start" };
  if (typeof said.call !== "string") return null;
  const call = said.call;
  switch (said.kind) {
    case "still":
      return { kind: "still", call };
    case "offer":
    case "answer":
      return typeof said.sdp === "string" ? { kind: said.kind, call, sdp: said.sdp } : null;
    case "candidate":
      return typeof said.candidate === "object"
        ? { kind: "candidate", call, candidate: said.candidate as RTCIceCandidateInit | null }
        : null;
    default:
      return null;
  }
}
