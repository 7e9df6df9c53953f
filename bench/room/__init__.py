"""The room server against y-websocket's, same load, in turn: see `measure`."""

from bench.room.measure import main as main
