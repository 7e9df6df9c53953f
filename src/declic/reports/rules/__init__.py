"""What an officer may read, by subject: weeks, who is enrolled, masking, rounding, waits. Pure."""

from declic.reports.rules.answers import AnswerDelay, AnsweredIn, answer_delay, answered_in
from declic.reports.rules.counts import Count
from declic.reports.rules.enrolled import was_enrolled
from declic.reports.rules.masking import FLOOR, Crowd, Plan, Plans, Weeks, plan, plan_within, settled, stands, together
from declic.reports.rules.rounding import HOURS_TOLD, in_fives, in_tens, in_tens_of_hours
from declic.reports.rules.waits import (
    PROMISE_S,
    PROMISED_SHARE,
    SERVED,
    Delay,
    LineUp,
    Share,
    Wait,
    Waited,
    delay,
    edges_of,
    line_up,
    percentile,
    reach,
    share,
    wait_of,
)
from declic.reports.rules.weeks import Run, SchoolYear, monday_of

__all__ = [
    "FLOOR",
    "HOURS_TOLD",
    "PROMISED_SHARE",
    "PROMISE_S",
    "SERVED",
    "AnswerDelay",
    "AnsweredIn",
    "Count",
    "Crowd",
    "Delay",
    "LineUp",
    "Plan",
    "Plans",
    "Run",
    "SchoolYear",
    "Share",
    "Wait",
    "Waited",
    "Weeks",
    "answer_delay",
    "answered_in",
    "delay",
    "edges_of",
    "in_fives",
    "in_tens",
    "in_tens_of_hours",
    "line_up",
    "monday_of",
    "percentile",
    "plan",
    "plan_within",
    "reach",
    "settled",
    "share",
    "stands",
    "together",
    "wait_of",
    "was_enrolled",
]
