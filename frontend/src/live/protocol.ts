// Written by hand until `declic.live.protocol` generates it.

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: "pupil" | "teacher" | "guest";
  readonly colour: string;
}

export type Ability = "write" | "chat" | "talk" | "end" | "watch";

export interface LessonState {
  readonly id: string;
  readonly state: "opened" | "running" | "ended" | "abandoned" | "lost";
  readonly opened_at: string | null;
  readonly started_at: string | null;
  readonly closes_at: string | null;
}

export interface ChatLine {
  readonly id: string;
  readonly cid: string;
  readonly author: string;
  readonly name: string;
  readonly text: string;
  readonly at: string;
}

export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

export type RoomIncoming =
  | {
      readonly type: "welcome";
      readonly you: Person;
      readonly people: readonly Person[];
      readonly abilities: readonly Ability[];
      readonly lesson: LessonState;
      readonly chat: readonly ChatLine[];
      readonly ice_servers: readonly IceServer[];
      readonly limits: Readonly<Record<string, number>>;
      readonly at: string;
    }
  | { readonly type: "joined"; readonly person: Person }
  | { readonly type: "left"; readonly id: string }
  | { readonly type: "kept"; readonly n: number }
  | ({ readonly type: "chat" } & ChatLine)
  | { readonly type: "signal"; readonly from: string; readonly data: unknown }
  | { readonly type: "media"; readonly from: string; readonly mic: boolean; readonly camera: boolean }
  | { readonly type: "typing"; readonly from: string }
  | { readonly type: "state"; readonly lesson: LessonState }
  | { readonly type: "over"; readonly by: string; readonly why: string; readonly next_url: string }
  | { readonly type: "moved" }
  | { readonly type: "error"; readonly code: string; readonly message: string }
  | { readonly type: "ice"; readonly ice_servers: readonly IceServer[] }
  | { readonly type: "notice"; readonly code: string; readonly message: string };

export type RoomOutgoing =
  | { readonly type: "chat"; readonly cid: string; readonly text: string }
  | { readonly type: "signal"; readonly data: unknown }
  | { readonly type: "media"; readonly mic: boolean; readonly camera: boolean }
  | { readonly type: "end" }
  | { readonly type: "ice" }
  | { readonly type: "typing" };
