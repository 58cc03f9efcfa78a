"""Connects to public addresses only: what a name resolves to is checked, and that address is used.

Checking a name and connecting to it in two look-ups would let its owner answer differently the
second time (DNS rebinding).
"""

import ipaddress
import socket
from collections.abc import Iterable, Iterator

import httpcore
import httpx

#: NAT64 (RFC 6052): the last four bytes are an IPv4 address.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

SocketOptions = Iterable[
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
]


class PrivateAddress(Exception):
    """A host has an address that is not public; the message says which."""


class UnknownHost(Exception):
    """A name has no address."""


def check_public(address: str) -> None:
    """Check an IP address, also one within another: mapped, 6to4, Teredo, NAT64.

    Raises:
        PrivateAddress: it is private, loopback, link-local or otherwise special.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    for inner in (ip, *_within(ip)):
        if not inner.is_global or inner.is_multicast:
            raise PrivateAddress(f"its host has the private address {ip}")


def _within(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    if isinstance(ip, ipaddress.IPv4Address):
        return
    yield from filter(None, (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())))
    if ip in _NAT64 or not int(ip) >> 32:
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)


class _PublicBackend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise UnknownHost(f"the host {host!r} is not known") from None
        addresses = [str(address[0]) for *_, address in found]
        for address in addresses:
            check_public(address)
        return super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)


class _Stream(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class PublicTransport(httpx.BaseTransport):
    """Sends requests to public addresses only."""

    #: What it raises beside httpx's own errors.
    errors = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)

    def __init__(self) -> None:
        self._pool = httpcore.ConnectionPool(network_backend=_PublicBackend())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        response = self._pool.handle_request(
            httpcore.Request(
                request.method, url, headers=request.headers.raw, extensions=request.extensions
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Stream(response),
            extensions=response.extensions,
        )  # fmt: skip

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()
