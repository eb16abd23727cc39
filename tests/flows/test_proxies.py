"""The address that asks: a named proxy is believed, nobody else is."""

from __future__ import annotations

from typing import Any

import pytest

from archive.domain.errors import Invalid
from webui.proxies import TrustedProxies, networks

PROXIES = "10.0.0.1, 192.168.7.0/24, fd00::1"


def asked(remote: str, **headers: str) -> tuple[str, str, bool]:
    """(address, scheme, whether any forwarding header is left) as the application sees them."""
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], _start: object) -> list[bytes]:
        seen.update(environ)
        return []

    environ = {"REMOTE_ADDR": remote, "wsgi.url_scheme": "http"}
    environ |= {f"HTTP_{name}": value for name, value in headers.items()}
    TrustedProxies(application, networks(PROXIES))(environ, lambda *_: None)
    return seen["REMOTE_ADDR"], seen["wsgi.url_scheme"], any(name.startswith("HTTP_") for name in seen)


@pytest.mark.parametrize(
    ("remote", "chain", "person"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 192.168.7.4", "203.0.113.9"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, <script>", "10.0.0.1"),
        ("192.168.7.9", "192.168.7.1", "192.168.7.9"),
        ("203.0.113.66", "1.1.1.1", "203.0.113.66"),
        ("192.168.8.1", "1.1.1.1", "192.168.8.1"),
        ("", "1.1.1.1", ""),
    ],
)
def test_only_the_hop_behind_our_own_proxies_counts(remote: str, chain: str, person: str) -> None:
    """What a stranger writes into the header is neither believed nor passed on."""
    assert asked(remote, X_FORWARDED_FOR=chain) == (person, "http", False)


def test_the_scheme_is_taken_from_a_named_proxy_only() -> None:
    """And only when it is one."""
    assert asked("10.0.0.1", X_FORWARDED_PROTO="https")[1] == "https"
    assert asked("10.0.0.1", X_FORWARDED_PROTO="http, https")[1] == "https"
    assert asked("10.0.0.1", X_FORWARDED_PROTO="javascript")[1] == "http"
    assert asked("203.0.113.66", X_FORWARDED_PROTO="https")[1] == "http"


def test_a_setting_that_is_no_address_is_named() -> None:
    """The start is refused; nobody is trusted by mistake."""
    assert networks("") == ()
    with pytest.raises(Invalid) as refused:
        networks("10.0.0.1, proxy.example")
    assert refused.value.code == "setting_invalid"
