// Written by hand until `declic.live.protocol` generates it.

export type DutyName = "free" | "ringing" | "teaching" | "wrapping_up" | "paused" | "ended";

export interface Duty {
  readonly state: DutyName;
  readonly last_one: boolean;
  readonly since: string;
  /** Why it changed last: `missed`, `declines`, `teacher`… Empty when there is nothing to say. */
  readonly why: string;
  /** Offers passed over one after the other. */
  readonly declines: number;
  /** The room, while teaching; the report, while wrapping up. */
  readonly lesson_url: string | null;
}

export interface RingPage {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface Ring {
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
  readonly pages: readonly RingPage[];
  readonly asked_at: string;
  readonly waited_s: number;
  readonly offered_at: string;
  readonly deadline_at: string;
  readonly hedge: boolean;
  /** Lessons this teacher has already given this pupil. */
  readonly met_before: number;
}

export type DeskIncoming =
  | {
      readonly type: "welcome";
      readonly duty: Duty;
      readonly rings: readonly Ring[];
      readonly at: string;
    }
  | ({ readonly type: "duty" } & Duty)
  | ({ readonly type: "ring" } & Ring)
  | { readonly type: "ring_over"; readonly offer_id: string; readonly why: string; readonly message: string }
  | { readonly type: "lesson"; readonly offer_id: string; readonly url: string }
  | { readonly type: "error"; readonly code: string; readonly message: string };

export type Wish = "free" | "pause" | "last_one" | "off";

export type Answer = "accept" | "decline" | "send_back";

export type DeskOutgoing =
  | { readonly type: "want"; readonly state: Wish }
  | { readonly type: Answer; readonly offer_id: string };
