"""JSON of strangers: bounded before anything recurses, brackets in words are only words."""

import json

import pytest

from contests.protocol import strict_json


@pytest.mark.parametrize("text", ["[" * 200, 'a\\"[[' * 60, "}{" * 100, "\\\\[" * 100])
def test_brackets_that_were_typed_do_no_harm(text: str) -> None:
    body = json.dumps([{"r": text}], ensure_ascii=False).encode()
    assert strict_json(body, 44) == [{"r": text}]


@pytest.mark.parametrize(
    "body",
    [b"[" * 50 + b"]" * 50, b'["x", ' * 50 + b"1" + b"]" * 50, b'{"a": 1, "a": 2}', b"NaN", b"{",
     b'"' + b"[" * 100, b"[" * 8000],
)  # fmt: skip
def test_other_brackets_are_counted(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json says it in many ways
        strict_json(body, 44)
