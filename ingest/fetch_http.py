"""One polite HTTP client: checked addresses, robots.txt, pauses, retries, redirects by hand, limits on time and size."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpcore
import httpx

from ingest.fetch_policy import AGENT, FetchError, FetchPolicy, host_of

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 500, 502, 503, 504})
ROBOTS_BYTES = 512_000
MEANINGS = {401: "asks for a password", 403: "refuses to give it", 404: "is not there", 410: "was taken away"}


@dataclass(frozen=True, slots=True)
class Response:
    """What an address answered: 200 with its bytes, or 304 without any. `url` is where the redirects ended."""

    requested: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """The stated type without its parameters, in lower case."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


class PoliteClient:
    """Asks one host at a time, never faster than the policy's pause."""

    def __init__(self, policy: FetchPolicy) -> None:
        self.policy = policy
        self._backend = _CheckedBackend(policy)
        self._client = httpx.Client(
            transport=_Transport(self._backend),
            headers={"User-Agent": policy.user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=httpx.Timeout(policy.read_seconds),
            follow_redirects=False,
            trust_env=False,
        )
        self._asked: dict[str, float] = {}
        self._robots: dict[str, RobotFileParser] = {}
        self._closed: dict[str, str] = {}  # robots.txt that could not be had, and why
        self._end = time.monotonic() + policy.max_total_seconds

    def __enter__(self) -> PoliteClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Response:
        """Fetch an address, its redirects followed under the same rules; raise FetchError with the reason."""
        visited = [url]
        while True:
            self._check_robots(visited[-1])
            response = self._patient(visited[-1], headers or {}, self.policy.max_bytes)
            if response.status not in REDIRECTS:
                break
            visited.append(self._next(visited, response))
        if response.status not in (200, 304):
            meaning = MEANINGS.get(response.status, "does not give it")
            raise FetchError(url, f"was not fetched: the server {meaning} (HTTP {response.status}).")
        return Response(url, response.url, response.status, response.headers, response.body)

    def _next(self, visited: list[str], response: Response) -> str:
        """Where a redirect leads, if it may be followed."""
        target = urljoin(visited[-1], response.headers.get("location", "")).split("#")[0]
        if target in visited:
            raise FetchError(visited[0], "was not fetched: its redirects go round in a circle.")
        if len(visited) > self.policy.max_redirects:
            raise FetchError(
                visited[0], f"was not fetched: it redirects more than {self.policy.max_redirects} times."
            )
        try:
            self.policy.check(target)
        except FetchError as error:
            raise FetchError(visited[0], f"was not fetched: it redirects, and {error.reason}") from error
        return target

    # robots.txt

    def _check_robots(self, url: str) -> None:
        parts = self.policy.check(url)
        place = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if place not in self._robots and place not in self._closed:
            try:
                self._robots[place] = self._read_robots(place)
            except FetchError as error:
                self._closed[place] = error.reason
        if place in self._closed:
            raise FetchError(
                url,
                f"was not fetched, for the site's rules for programs were not to be had: {self._closed[place]}",
            )
        if not self._robots[place].can_fetch(AGENT, url):
            raise FetchError(url, "is closed to programs by the site's robots.txt, so it is not fetched.")

    def _read_robots(self, place: str) -> RobotFileParser:
        """The site's rules. No such file: everything is open. A file that cannot be had: nothing is, for this run."""
        rules = RobotFileParser()
        visited = [place]
        while True:
            response = self._patient(visited[-1], {}, ROBOTS_BYTES)
            if response.status not in REDIRECTS:
                break
            visited.append(self._next(visited, response))
        if response.status in (401, 403):
            rules.parse(["User-agent: *", "Disallow: /"])
        else:
            lines = response.body.decode("utf-8", "replace").splitlines() if response.status == 200 else []
            rules.parse(lines)
        return rules

    def _pause(self, url: str) -> None:
        place = "{0.scheme}://{0.netloc}/robots.txt".format(urlsplit(url))
        delay = self._robots[place].crawl_delay(AGENT) if place in self._robots else None
        pause = max(self.policy.pause_seconds, min(float(delay or 0), self.policy.max_wait_seconds))
        host = host_of(url)
        if host in self._asked:
            self._sleep(self._asked[host] + pause - time.monotonic(), url)
        self._asked[host] = time.monotonic()

    def _sleep(self, seconds: float, url: str) -> None:
        if time.monotonic() + max(seconds, 0) > self._end:
            raise FetchError(url, "was not fetched: the run has used all its time; run it again to go on.")
        time.sleep(max(seconds, 0))

    # One request

    def _patient(self, url: str, headers: Mapping[str, str], limit: int) -> Response:
        """Ask, and ask again after a while when the server is busy or the line breaks."""
        for attempt in range(self.policy.retries + 1):
            last = attempt == self.policy.retries
            self._pause(url)
            wait = self.policy.backoff_seconds * 2**attempt
            try:
                response = self._once(url, headers, limit)
            except FetchError as error:
                if last or not error.transient:
                    raise
            else:
                if response.status not in BUSY:
                    return response
                if last:
                    times = f"{attempt + 1} times" if attempt else "once"
                    raise FetchError(
                        url,
                        f"was not fetched: the server was asked {times} and answers HTTP {response.status}.",
                    )
                wait = self._wait(url, response, wait)
            self._sleep(wait, url)
        raise FetchError(url, "was not fetched.")

    def _wait(self, url: str, response: Response, otherwise: float) -> float:
        asked = retry_after(response.headers.get("retry-after", ""))
        if asked is not None and asked > self.policy.max_wait_seconds:
            raise FetchError(
                url, f"was not fetched: the server asks to wait {asked:.0f} seconds; run it again then."
            )
        return max(asked, 0.0) if asked is not None else min(otherwise, self.policy.max_wait_seconds)

    def _once(self, url: str, headers: Mapping[str, str], limit: int) -> Response:
        self._backend.url = url
        self._backend.end = min(time.monotonic() + self.policy.max_seconds, self._end)
        try:
            with self._client.stream("GET", url, headers=dict(headers)) as answer:
                found = {name.lower(): value for name, value in answer.headers.items()}
                body = self._body(url, answer, limit) if answer.status_code == 200 else b""
                return Response(url, url, answer.status_code, found, body)
        except httpcore.TimeoutException as error:
            raise FetchError(
                url,
                f"was not fetched: the answer took longer than {self.policy.max_seconds:g} seconds, or stood still.",
            ) from error
        except httpcore.ConnectError as error:
            raise FetchError(url, f"was not fetched: no connection ({error}).", transient=True) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.DecodingError) as error:
            raise FetchError(
                url, f"was not fetched: the answer broke off or is garbled ({error}).", transient=True
            ) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol) as error:
            raise FetchError(url, f"is not a web address ({error}).") from error

    def _body(self, url: str, answer: httpx.Response, limit: int) -> bytes:
        size = answer.headers.get("content-length", "")
        if size.isdigit() and int(size) > limit:
            raise FetchError(
                url, f"was not fetched: it is {int(size):,} bytes long, more than the {limit:,} allowed."
            )
        body = bytearray()
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > limit:
                raise FetchError(url, f"was not fetched: it is longer than the {limit:,} bytes allowed.")
        return bytes(body)


def retry_after(value: str) -> float | None:
    """Seconds to wait from a Retry-After header, given as seconds or as a date; None when it is neither."""
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (moment - datetime.now(UTC)).total_seconds()


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to an address that was checked, not to a name that may resolve anew; every wait ends at `end`."""

    def __init__(self, policy: FetchPolicy) -> None:
        self.policy = policy
        self.url = ""
        self.end = 0.0
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self.policy.addresses(host, port, self.url)
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, timeout)

    def _connect(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        stream = self._sockets.connect_tcp(address, port, timeout=self.left(timeout))
        return _TimedStream(stream, self)

    def left(self, timeout: float | None) -> float:
        """How long the next wait may last; raise when the request has used its time."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the request used all its time")
        return min(left, timeout) if timeout is not None else left


class _TimedStream(httpcore.NetworkStream):
    """A connection on which no wait outlasts the request's time, however slowly the bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, backend: _CheckedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._backend.left(timeout))
        return _TimedStream(inner, self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Transport(httpx.BaseTransport):
    """httpx over a connection pool with our own backend (httpx's own transport has no place to put one)."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        # One request at a time, and no connection kept: an old one may lead elsewhere than the name does now.
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """The bytes of an answer as they come."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        assert isinstance(self._answer.stream, Iterable)
        yield from self._answer.stream

    def close(self) -> None:
        self._answer.close()
