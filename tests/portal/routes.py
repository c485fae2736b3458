"""The lines of the portal in the matrix."""

from tests.matrix import PUBLIC, SIGNED_IN, Route

ROUTES: dict[str, Route] = {
    "home": Route(PUBLIC),
    "privacy": Route(PUBLIC),
    "help": Route(PUBLIC),
    "robots": Route(PUBLIC),
    "dashboard": Route(SIGNED_IN),
}
