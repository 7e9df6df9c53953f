"""How long a thousand renewal invoices take, all of them checked: see `measure`."""

from bench.renewals.measure import main as main
