"""Who is really asking, when a proxy of our own stands in front; nobody else is believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from archive.domain.errors import Invalid

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


def networks(setting: str) -> tuple[Network, ...]:
    """Addresses or networks, separated by commas; raise Invalid naming the one that is neither."""
    found = []
    for part in filter(None, (piece.strip() for piece in setting.split(","))):
        try:
            found.append(ipaddress.ip_network(part, strict=False))
        except ValueError as error:
            raise Invalid(part, code="setting_invalid", setting="trusted_proxies", value=part) from error
    return tuple(found)


class TrustedProxies:
    """Takes address and scheme from X-Forwarded-For and -Proto when a named proxy hands the request on.

    Proxies append: the last address that is no proxy of ours is the person's.
    """

    def __init__(self, application: Application, trusted: tuple[Network, ...]) -> None:
        self._application = application
        self._trusted = trusted

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told = {name: environ.pop(name, "") for name in _FORWARDED}
        if self._is_ours(str(environ.get("REMOTE_ADDR", ""))):
            person = self._person(told["HTTP_X_FORWARDED_FOR"])
            if person is not None:
                environ["REMOTE_ADDR"] = person
            scheme = told["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip().lower()
            if scheme in {"http", "https"}:
                environ["wsgi.url_scheme"] = scheme
        return self._application(environ, start_response)

    def _person(self, chain: str) -> str | None:
        for hop in reversed([part.strip() for part in chain.split(",")]):
            try:
                address = ipaddress.ip_address(hop)
            except ValueError:
                return None  # who wrote that is unknown: the proxy itself counts as asking
            if not self._is_ours(hop):
                return str(address)
        return None

    def _is_ours(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found.version == network.version and found in network for network in self._trusted)
