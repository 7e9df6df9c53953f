"""Whose address a request is counted under, when a proxy hands it over."""

from ipaddress import IPv6Address, ip_address
from typing import Any

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware


def plain(address: str) -> str:
    """An IPv4 address as IPv4: a socket that listens to both families shows it as `::ffff:192.0.2.1`."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    return str(read.ipv4_mapped) if isinstance(read, IPv6Address) and read.ipv4_mapped else address


class PlainAddresses:
    """Around an ASGI application: the client's address, if there is one, is plain."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope.get("client"):
            host, port = scope["client"]
            scope = {**scope, "client": (plain(host), port)}
        await self._application(scope, receive, send)


def seen_through_proxies(application: Any, trusted: list[str]) -> Any:
    """`application`, told who its client is by the proxies in `trusted`: addresses in any form, networks, or `*`."""
    every_form = list(dict.fromkeys([*trusted, *map(plain, trusted)]))
    return PlainAddresses(ProxyHeadersMiddleware(PlainAddresses(application), every_form))
