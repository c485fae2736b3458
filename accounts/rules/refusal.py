"""How a service says no: a code, the field it concerns, and facts for the sentence."""

from typing import Any


class Refused(ValueError):
    """Something a person asked for cannot be done; `accounts.wording.say` has the words.

    `field` names the input it concerns ("" for the whole); `facts` fill the sentence.
    """

    def __init__(self, code: str, *, field: str = "", **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts
