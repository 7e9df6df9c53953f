"""4,000 lessons at once, their live process killed now and then: see `measure`."""

from bench.lessons.measure import main as main
