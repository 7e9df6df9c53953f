"""Each person's way through every page they can reach.

A tour drives a window and gives the name of each page it stands on.
"""

from tests.browser.tours.family import big_pupil, guardian, new_family, small_pupil
from tests.browser.tours.officer import officer
from tests.browser.tours.operator import operator
from tests.browser.tours.passer_by import passer_by
from tests.browser.tours.teacher import teacher

TOURS = (passer_by, new_family, big_pupil, small_pupil, guardian, teacher, officer, operator)
