"""Several who act at the same instant, each on a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connections

from declic.ground.errors import Refusal


def together(*acts: Callable[[], object]) -> list[str]:
    """What each came to, sorted: its refusal, the name of its error, or nothing."""
    gate, said = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except Refusal as refusal:
            said.append(refusal.code)
        except Exception as error:  # noqa: BLE001  (it is what is looked for)
            said.append(type(error).__name__)
        else:
            said.append("")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(said)
