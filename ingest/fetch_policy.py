"""What may be fetched, from whom, and how patiently: one policy object that every request is checked against."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import SplitResult, urlsplit, urlunsplit

from corpus.catalogue import Entry
from ingest.errors import IngestError

AGENT = "lhsia-assistant"
PORTS = {"https": 443, "http": 80}
# 64:ff9b::/96 and 2002::/16 carry an IPv4 address inside: what they lead to is that address.
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class FetchError(IngestError):
    """One address could not be fetched; `reason` is the sentence shown, `transient` whether trying again may help."""

    def __init__(self, url: str, reason: str, *, transient: bool = False) -> None:
        super().__init__(f"{url} {reason}")
        self.url = url
        self.reason = str(self)
        self.transient = transient


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """The limits of a fetch. `hosts` are the only ones asked, with a port where it is not the scheme's own.

    Times are in seconds, sizes in bytes; `max_seconds` and `max_bytes` are for one address, `max_total_seconds` for
    a run, `max_wait_seconds` the longest that a server's Retry-After is obeyed before the address is given up.
    """

    hosts: frozenset[str]
    allow_http: bool = False
    allow_private: bool = False
    pause_seconds: float = 2.0
    max_bytes: int = 50_000_000
    max_seconds: float = 90.0
    max_total_seconds: float = 3600.0
    read_seconds: float = 20.0
    retries: int = 3
    backoff_seconds: float = 2.0
    max_wait_seconds: float = 120.0
    max_redirects: int = 5
    contact: str = ""

    @property
    def user_agent(self) -> str:
        """How a request names itself; `contact` is an address at which the operator can be reached."""
        return f"{AGENT}/{_version()} (fetches legislation for one reader{'; ' + self.contact if self.contact else ''})"

    def check(self, url: str) -> SplitResult:
        """The parts of an address that may be asked; raise FetchError with the rule that it breaks."""
        parts = urlsplit(url)
        if parts.scheme not in (("https", "http") if self.allow_http else ("https",)):
            raise FetchError(url, "is not an https address, so it is not fetched.")
        if parts.username is not None or parts.password is not None:
            raise FetchError(url, "holds a user name, so it is not fetched.")
        if host_of(url) not in self.hosts:
            raise FetchError(url, "is on a host that is not on the catalogue's list, so it is not fetched.")
        return parts

    def addresses(self, host: str, port: int, url: str) -> list[str]:
        """The network addresses of a host, all of them public; raise FetchError when one is not."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError(url, f"cannot be found ({error}).", transient=True) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        refused = [address for address in addresses if not (self.allow_private or is_public(address))]
        if refused:
            raise FetchError(
                url, f"leads to {refused[0]}, which is not a public address, so it is not fetched."
            )
        return addresses


def _version() -> str:
    try:
        return version("lhsia-assistant")
    except PackageNotFoundError:
        return "dev"


def policy_for(entries: Iterable[Entry]) -> FetchPolicy:
    """The policy that allows the hosts of the official addresses of a catalogue, and nothing else."""
    urls = (address.url for entry in entries for address in entry.addresses if address.official)
    return FetchPolicy(frozenset(host_of(url) for url in urls))


def host_of(url: str) -> str:
    """The host of an address in lower case, with the port where it is not the scheme's own; "" if there is none."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    return f"{host}:{port}" if port not in (None, *PORTS.values()) else host


def secure(url: str, policy: FetchPolicy) -> str:
    """A catalogue's http address as https; publishers moved, their printed addresses did not."""
    parts = urlsplit(url)
    clean = urlunsplit(parts._replace(fragment=""))
    return re.sub(r"^http:", "https:", clean) if not policy.allow_http else clean


def is_public(address: str) -> bool:
    """Whether a network address is one of the open internet: not private, loopback, link-local, or a disguise of one."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
