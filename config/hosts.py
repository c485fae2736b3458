"""Which host names stay inside the house."""

import ipaddress
import socket

LOCAL_NAMES = {"localhost", "testserver"}
LOCAL_ENDINGS = (".localhost", ".local", ".lan", ".internal", ".home.arpa")


def is_local(host: str) -> bool:
    """True for loopback, private and link-local addresses and for names that only resolve inside.

    `*` and `.example.vn` are public: they accept names that nobody listed.
    """
    name = host.strip().lower().removeprefix("[").removesuffix("]")
    if name in LOCAL_NAMES or name.endswith(LOCAL_ENDINGS):
        return not name.startswith(".")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return (
        address.is_private or address.is_loopback or address.is_link_local
    ) and not address.is_unspecified


def all_local(hosts: list[str]) -> bool:
    """True when every one of `hosts` stays inside."""
    return all(is_local(host) for host in hosts)


def lan_address() -> str | None:
    """This machine's private IPv4 address on the network, or None when it has none.

    Connecting a UDP socket sends nothing: it only asks the kernel which address it would use.
    """
    for target in ("192.168.255.254", "10.255.255.254", "172.31.255.254"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))
            except OSError:
                continue
            address = str(probe.getsockname()[0])
            if is_local(address) and not address.startswith("127."):
                return address
    return None
