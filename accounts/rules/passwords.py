"""What a password may not be. Length counts, composition does not (NIST SP 800-63B, ASVS 6.2)."""

from collections.abc import Iterable

from accounts.rules.text import search_key

SHORTEST, LONGEST = 10, 128
#: What people here try first, beside Django's list of 20,000 common passwords.
_LOCAL = (
    "matkhau",
    "123456",
    "abc123",
    "password",
    "admin",
    "phapluat",
    "quangngai",
    "vietnam",
    "iloveyou",
    "qwerty",
    "khongcho",
    "anhyeuem",
)


def problems(password: str, *, about: Iterable[str] = ()) -> tuple[str, ...]:
    """Codes of what is wrong; empty when it may be used.

    `about` is what others know of the person: user name, name, phone, e-mail.
    ``password-short``, ``password-long``, ``password-digits``, ``password-repeats`` (fewer than
    five different characters), ``password-about-you``, ``password-common``.
    """
    found: list[str] = []
    if len(password) < SHORTEST:
        found.append("password-short")
    if len(password) > LONGEST:
        return ("password-long",)
    if password.isdecimal():
        found.append("password-digits")
    if len(set(password)) < 5:
        found.append("password-repeats")
    squeezed = search_key(password).replace(" ", "")
    for fact in about:
        for word in {search_key(fact).replace(" ", ""), search_key(fact).split("@")[0]}:
            if len(word) >= 4 and word in squeezed and len(squeezed) - len(word) < 6:
                found.append("password-about-you")
                break
        else:
            continue
        break
    if any(word in squeezed and len(squeezed) - len(word) < 6 for word in _LOCAL):
        found.append("password-common")
    return tuple(found)
