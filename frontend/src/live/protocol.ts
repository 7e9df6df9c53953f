// Written by `declic protocol` from src/declic/live/protocol: change it there.

export const SUBPROTOCOL = "declic.v1";

export const CLOSE = {
  ticket_invalid: 4401,
  ticket_expired: 4402,
  origin_refused: 4403,
  not_found: 4404,
  wrong_subject: 4406,
  silent: 4408,
  moved: 4409,
  over: 4410,
  ticket_revoked: 4411,
  too_slow: 4412,
  too_large: 4413,
  too_fast: 4429,
  shutting_down: 4503,
} as const;

/** Coming back would be useless. */
export const FINAL_CODES = {
  4401: "ticket_invalid",
  4403: "origin_refused",
  4404: "not_found",
  4406: "wrong_subject",
  4409: "moved",
  4410: "over",
  4411: "ticket_revoked",
} as const;

export const LIMITS = {
  frame_bytes: 1048576,
  text_bytes: 16384,
  chat_signs: 2000,
  frames_per_second: 120,
  frames_burst: 400,
  fragments: 256,
  piece_bytes: 8192,
  taken_bytes: 65536,
  document_bytes: 20971520,
  room_sockets: 6,
  silence_s: 6,
} as const;

export type Fault =
  | "malformed"
  | "not_allowed"
  | "too_long"
  | "too_large"
  | "too_fast"
  | "empty"
  | "document_full"
  | "not_kept"
  | "refused";

export type Ability = "write" | "chat" | "talk" | "end" | "watch" | "load";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: "pupil" | "teacher" | "guest";
  readonly colour: string;
  readonly talks: boolean;
}

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
  readonly pages: readonly FilePage[];
  readonly reactions: readonly Reaction[];
}

export interface FilePage {
  readonly id: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly alone: boolean;
}

export interface Reaction {
  readonly by: string;
  readonly what: string;
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
      readonly muted: boolean;
    }
  | {
      readonly type: "joined";
      readonly person: Person;
    }
  | {
      readonly type: "left";
      readonly id: string;
    }
  | {
      readonly type: "kept";
      readonly n: number;
    }
  | {
      readonly type: "took";
      readonly n: number;
    }
  | {
      readonly type: "chat";
      readonly id: string;
      readonly cid: string;
      readonly author: string;
      readonly name: string;
      readonly text: string;
      readonly at: string;
      readonly pages: readonly FilePage[];
      readonly reactions: readonly Reaction[];
    }
  | {
      readonly type: "reacted";
      readonly line: string;
      readonly from: string;
      readonly what: "" | "understood" | "thanks" | "bravo" | "lost";
    }
  | {
      readonly type: "signal";
      readonly from: string;
      readonly data: unknown;
      readonly to: string;
    }
  | {
      readonly type: "media";
      readonly from: string;
      readonly mic: boolean;
      readonly camera: boolean;
      readonly shows: "face" | "notebook" | "screen";
      readonly held: boolean;
    }
  | {
      readonly type: "typing";
      readonly from: string;
      readonly text: string;
    }
  | {
      readonly type: "hand";
      readonly from: string;
      readonly up: boolean;
    }
  | {
      readonly type: "network";
      readonly from: string;
      readonly level: 0 | 1 | 2 | 3;
    }
  | {
      readonly type: "state";
      readonly lesson: LessonState;
    }
  | {
      readonly type: "over";
      readonly by: string;
      readonly why: string;
      readonly next_url: string;
    }
  | { readonly type: "moved" }
  | {
      readonly type: "pong";
      readonly n: number;
      readonly at: string;
      readonly row?: number;
    }
  | { readonly type: "resumed" }
  | {
      readonly type: "error";
      readonly code: string;
      readonly message: string;
    }
  | {
      readonly type: "unsaid";
      readonly cid: string;
      readonly code: string;
      readonly message: string;
    }
  | {
      readonly type: "ice";
      readonly ice_servers: readonly IceServer[];
    }
  | {
      readonly type: "telephone";
      readonly number: string;
      readonly teacher: "" | "given" | "calling" | "answered" | "busy" | "no_answer" | "failed" | "hung_up";
      readonly pupil: "" | "given" | "calling" | "answered" | "busy" | "no_answer" | "failed" | "hung_up";
    }
  | {
      readonly type: "notice";
      readonly code: string;
      readonly message: string;
    };

export type RoomOutgoing =
  | {
      readonly type: "chat";
      readonly cid: string;
      readonly text: string;
      readonly file: string;
    }
  | {
      readonly type: "react";
      readonly line: string;
      readonly what: "" | "understood" | "thanks" | "bravo" | "lost";
    }
  | {
      readonly type: "signal";
      readonly data: unknown;
      readonly to: string;
    }
  | {
      readonly type: "media";
      readonly mic: boolean;
      readonly camera: boolean;
      readonly shows: "face" | "notebook" | "screen";
      readonly held: boolean;
      readonly muted: boolean;
    }
  | {
      readonly type: "typing";
      readonly text: string;
    }
  | {
      readonly type: "hand";
      readonly up: boolean;
    }
  | {
      readonly type: "network";
      readonly level: 0 | 1 | 2 | 3;
    }
  | { readonly type: "stir" }
  | {
      readonly type: "call_me";
      readonly number: string;
      readonly agreed: boolean;
    }
  | { readonly type: "hang_up" }
  | { readonly type: "end" }
  | { readonly type: "ice" }
  | {
      readonly type: "ping";
      readonly n: number;
    }
  | {
      readonly type: "took";
      readonly n: number;
    }
  | {
      readonly type: "since";
      readonly row: number;
    };

export interface Duty {
  readonly state: "free" | "ringing" | "teaching" | "wrapping_up" | "paused" | "ended";
  readonly last_one: boolean;
  readonly since: string;
  readonly why: string;
  readonly declines: number;
  readonly lesson_url: string | null;
}

export interface Page {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface Card {
  readonly offer_id: string;
  readonly request_id: string;
  readonly level: string;
  readonly level_label: string;
  readonly subject: string;
  readonly subject_label: string;
  readonly subject_picture: string;
  readonly kind: string;
  readonly kind_label: string;
  readonly tried: string;
  readonly pages: readonly Page[];
  readonly asked_at: string;
  readonly waited_s: number;
  readonly offered_at: string;
  readonly deadline_at: string;
  readonly hedge: boolean;
  readonly met_before: number;
  readonly handed_over_by: string;
  readonly opens_at: string | null;
  readonly puts_off_report: boolean;
}

export type DeskIncoming =
  | {
      readonly type: "welcome";
      readonly duty: Duty;
      readonly rings: readonly Card[];
      readonly hours: string;
      readonly at: string;
    }
  | {
      readonly type: "duty";
      readonly state: "free" | "ringing" | "teaching" | "wrapping_up" | "paused" | "ended";
      readonly last_one: boolean;
      readonly since: string;
      readonly why: string;
      readonly declines: number;
      readonly lesson_url: string | null;
    }
  | {
      readonly type: "preferred";
      readonly is_armed: boolean;
      readonly takes_neighbours: boolean;
      readonly rings_to_end: boolean;
    }
  | {
      readonly type: "ring";
      readonly offer_id: string;
      readonly request_id: string;
      readonly level: string;
      readonly level_label: string;
      readonly subject: string;
      readonly subject_label: string;
      readonly subject_picture: string;
      readonly kind: string;
      readonly kind_label: string;
      readonly tried: string;
      readonly pages: readonly Page[];
      readonly asked_at: string;
      readonly waited_s: number;
      readonly offered_at: string;
      readonly deadline_at: string;
      readonly hedge: boolean;
      readonly met_before: number;
      readonly handed_over_by: string;
      readonly opens_at: string | null;
      readonly puts_off_report: boolean;
    }
  | {
      readonly type: "ring_over";
      readonly offer_id: string;
      readonly why: string;
      readonly message: string;
    }
  | { readonly type: "closings" }
  | {
      readonly type: "lesson";
      readonly offer_id: string;
      readonly url: string;
    }
  | {
      readonly type: "pong";
      readonly n: number;
      readonly at: string;
      readonly row?: number;
    }
  | {
      readonly type: "error";
      readonly code: string;
      readonly message: string;
    };

export type DeskOutgoing =
  | {
      readonly type: "want";
      readonly state: "free" | "pause" | "last_one" | "off";
    }
  | {
      readonly type: "prefer";
      readonly is_armed: boolean | null;
      readonly takes_neighbours: boolean | null;
      readonly rings_to_end: boolean | null;
    }
  | {
      readonly type: "accept";
      readonly offer_id: string;
    }
  | {
      readonly type: "decline";
      readonly offer_id: string;
    }
  | {
      readonly type: "send_back";
      readonly offer_id: string;
    }
  | {
      readonly type: "ping";
      readonly n: number;
    };

export interface Estimate {
  readonly low_min: number;
  readonly high_min: number;
}

export interface Place {
  readonly place: number;
  readonly estimate: Estimate | null;
  readonly free: number;
  readonly ringing: boolean;
  readonly step: string;
  readonly wanted: string;
  readonly choices: readonly string[];
  readonly closed: string;
  readonly said: readonly string[];
}

export interface Waited {
  readonly id: string;
  readonly subject: string;
  readonly subject_label: string;
  readonly kind: string;
  readonly asked_at: string;
  readonly state: string;
  readonly opens_at: string | null;
}

export type WaitIncoming =
  | {
      readonly type: "welcome";
      readonly place: number;
      readonly estimate: Estimate | null;
      readonly free: number;
      readonly ringing: boolean;
      readonly step: string;
      readonly wanted: string;
      readonly choices: readonly string[];
      readonly closed: string;
      readonly said: readonly string[];
      readonly request: Waited;
      readonly at: string;
    }
  | {
      readonly type: "place";
      readonly place: number;
      readonly estimate: Estimate | null;
      readonly free: number;
      readonly ringing: boolean;
      readonly step: string;
      readonly wanted: string;
      readonly choices: readonly string[];
      readonly closed: string;
      readonly said: readonly string[];
    }
  | {
      readonly type: "coming";
      readonly teacher: string;
      readonly url: string;
    }
  | {
      readonly type: "sent_back";
      readonly message: string;
    }
  | {
      readonly type: "closing";
      readonly message: string;
      readonly opens_at: string | null;
    }
  | {
      readonly type: "over";
      readonly why: string;
      readonly url: string;
    }
  | {
      readonly type: "pong";
      readonly n: number;
      readonly at: string;
      readonly row?: number;
    }
  | {
      readonly type: "error";
      readonly code: string;
      readonly message: string;
    };

export type WaitOutgoing =
  | { readonly type: "cancel" }
  | {
      readonly type: "ping";
      readonly n: number;
    };

export interface WaitingSeen {
  readonly id: string;
  readonly subject: string;
  readonly subject_label: string;
  readonly level: string;
  readonly level_label: string;
  readonly kind_label: string;
  readonly state: string;
  readonly wait_from: string;
  readonly seen_at: string | null;
  readonly escalation: string;
  readonly free: number;
  readonly called: number;
  readonly rings: readonly RingSeen[];
}

export interface RingSeen {
  readonly teacher: string;
  readonly state: string;
  readonly reason: string;
  readonly at: string;
  readonly hedge: boolean;
}

export interface TeacherSeen {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly since: string;
  readonly last_one: boolean;
  readonly about: string;
}

export interface TodaySeen {
  readonly decided: number;
  readonly kept: number;
  readonly unmet: number;
  readonly scheduled: number;
  readonly written: number;
  readonly written_since: string | null;
  readonly written_late: number;
}

export interface InForce {
  readonly kind: string;
  readonly label: string;
  readonly subject: string;
  readonly text: string;
  readonly starts_at: string;
  readonly ends_at: string;
}

export type StaffIncoming =
  | {
      readonly type: "board";
      readonly at: string;
      readonly whole: boolean;
      readonly waiting: readonly WaitingSeen[];
      readonly teachers: readonly TeacherSeen[];
      readonly gone: readonly number[];
      readonly today: TodaySeen;
      readonly promise_s: number;
      readonly in_force: readonly InForce[];
    }
  | {
      readonly type: "pong";
      readonly n: number;
      readonly at: string;
      readonly row?: number;
    }
  | {
      readonly type: "error";
      readonly code: string;
      readonly message: string;
    };

export type StaffOutgoing =
  | {
      readonly type: "ping";
      readonly n: number;
    };

export interface RotaSeen {
  readonly week: string;
  readonly state: string;
  readonly step: string;
  readonly share: number;
}

export interface AbsentSeen {
  readonly shift: number;
  readonly name: string;
  readonly times: string;
  readonly late: string;
}

export type RotaIncoming =
  | {
      readonly type: "rotas";
      readonly rotas: readonly RotaSeen[];
      readonly absent: readonly AbsentSeen[];
    }
  | {
      readonly type: "pong";
      readonly n: number;
      readonly at: string;
      readonly row?: number;
    }
  | {
      readonly type: "error";
      readonly code: string;
      readonly message: string;
    };

export type RotaOutgoing =
  | {
      readonly type: "ping";
      readonly n: number;
    };
