"""What an officer may read, by subject: weeks, masking, waits. Pure."""

from declic.reports.rules.masking import FLOOR, Plan, Weeks, plan, plan_within, stands
from declic.reports.rules.waits import (
    PROMISE_S,
    PROMISED_SHARE,
    Delay,
    Share,
    Wait,
    delay,
    percentile,
    share,
    wait_of,
)
from declic.reports.rules.weeks import Run, SchoolYear, cut_order, monday_of

__all__ = [
    "FLOOR",
    "PROMISED_SHARE",
    "PROMISE_S",
    "Delay",
    "Plan",
    "Run",
    "SchoolYear",
    "Share",
    "Wait",
    "Weeks",
    "cut_order",
    "delay",
    "monday_of",
    "percentile",
    "plan",
    "plan_within",
    "share",
    "stands",
    "wait_of",
]
