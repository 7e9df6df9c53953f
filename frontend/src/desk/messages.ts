/** The desk's words, shorter; the messages themselves are generated from the server's. */
import type { Card, DeskIncoming, DeskOutgoing } from "../live/protocol";

export type { Card as Ring, DeskIncoming, DeskOutgoing, Duty } from "../live/protocol";

export type Wish = Extract<DeskOutgoing, { type: "want" }>["state"];
export type Answer = "accept" | "decline" | "send_back";
export type RingPage = Card["pages"][number];
export type Preferred = Extract<DeskIncoming, { type: "preferred" }>;
