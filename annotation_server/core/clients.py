"""Where a request comes from, when proxies of the operator's stand in between."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address; for IPv6 its network of 64 bits, which one person has whole.

    `X-Forwarded-For` is believed only as far as TANDEM_PROXIES says: whatever a client writes into
    it stands before what the proxies add.
    """
    address = str(request.META.get("REMOTE_ADDR") or "")
    proxies: int = settings.TANDEM_PROXIES
    if proxies:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        address = hops[-proxies] if len(hops) >= proxies else address
    return _network(address)


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address[:100]
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found.packed[:8] + bytes(8), 64)))
