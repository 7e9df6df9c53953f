"""What is said on `/rota?ticket=…`, the operator's pages of rotas."""

import msgspec

from declic.live.protocol.room import Error, Message, Ping, Pong


class RotaSeen(msgspec.Struct, frozen=True):
    week: str
    """Its Monday."""
    state: str
    """`asked`, `running`, `draft`, `failed` or `published`."""
    step: str
    """What the search does now, French."""
    share: float
    """Of its time, so much is over: 0 to 1."""


class AbsentSeen(msgspec.Struct, frozen=True):
    shift: int
    name: str
    times: str
    """« 17 h – 20 h »."""
    late: str
    """« attendu(e) depuis 2 min », « parti(e) depuis 5 min »."""


# -- from the server --------------------------------------------------------------------------------------------------
class RotasAre(Message, tag="rotas", frozen=True):
    """When one comes in, then whenever it changes, at most once a second."""

    rotas: list[RotaSeen]
    """Of this week and those after it."""
    absent: list[AbsentSeen]
    """Whose shift is under way, and who is not on duty: who has not come, and who left."""


Incoming = Ping
"""From the client."""
Outgoing = RotasAre | Pong | Error
"""From the server."""

decode = msgspec.json.Decoder(Incoming).decode
