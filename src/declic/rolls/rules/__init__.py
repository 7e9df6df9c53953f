"""The decisions of pupil lists, by subject: limits, columns, rows, keys, outcome, cells, states. Pure."""
