"""A hall in real browsers: a host, a projector, three phones, the wires between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contests.live.models import LiveSession
from contests.live.services import preparing
from contests.live.services.preparing import WantedSegment
from tests.browser.looking import accessible
from tests.cast import make_cast
from tests.journeys.conftest import Keyboard
from tests.live.scene import opened

PHONE = {"width": 360, "height": 740}


class Line:
    """The network between one phone and the server, to be cut and mended."""

    def __init__(self, page: Any) -> None:
        self.is_cut = False
        self.sockets: list[Any] = []
        page.route_web_socket("**/song/", self._open)

    def _open(self, socket: Any) -> None:
        if self.is_cut:
            socket.close(code=1012)
            return
        socket.connect_to_server()
        self.sockets.append(socket)

    def cut(self) -> None:
        self.is_cut = True
        self.sockets[-1].close(code=1012)

    def mend(self) -> None:
        self.is_cut = False


def heading(page: Any, words: str) -> None:
    """Wait for the page that is headed so."""
    page.locator("h1", has_text=words).first.wait_for()


@dataclass
class Phone:
    """A player's phone and its line."""

    name: str
    page: Any
    line: Line

    def enter(self, code: str, *, team: str = "", own: str = "") -> None:
        """Through the door, by the digits on the wall; by a code of their `own` where that is asked."""
        self.page.goto(f"/choi/{code}/")
        if own:
            self.page.fill("[name=ma]", own)
        else:
            self.page.fill("[name=name]", self.name)
        if team:
            self.page.get_by_label(team).check()
        self.page.get_by_role("button", name="Vào phòng").click()
        heading(self.page, "Bạn đã vào phòng")

    def come_back(self, session: LiveSession, own: str) -> None:
        """On a device that was not in the room, by a code alone and without a mouse."""
        self.page.goto(f"/choi/phong/{session.public_id}/")
        heading(self.page, "Máy này chưa ở trong phòng")
        accessible(self.page, "live-phone-return")
        keyboard = Keyboard(self.page)
        keyboard.type(self.page.locator("[name=ma]"), own.lower())
        keyboard.press("Enter")

    def tap(self, letter: str) -> None:
        """Choose an option and wait for the word that it is written down."""
        self.page.locator(f".tap[data-letter={letter}][aria-disabled=false]").click()
        self.says("Đã ghi nhận câu trả lời")

    def ring(self) -> None:
        """Press the bell as soon as it takes a press."""
        self.page.locator(".press[aria-disabled=false]").click()

    def says(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()


@dataclass
class Hall:
    """Everybody in one session; the host is at the console."""

    session: LiveSession
    host: Any
    stage: Any
    phones: list[Phone] = field(default_factory=list)

    def go(self, words: str) -> None:
        """Push the big button once it says `words`."""
        self.host.locator("[data-primary][aria-disabled=false]", has_text=words).click()
        self.done()

    def other(self, words: str) -> None:
        """Push another button of the console."""
        self.host.locator(".console").get_by_role("button", name=words).first.click()
        self.done()

    def done(self) -> None:
        """The command that was given has come back."""
        self.host.locator("[data-console]:not([aria-busy])").wait_for()

    def reveal(self) -> None:
        """The end of a question that is still open, and its answer."""
        self.go("Kết thúc câu sớm")
        self.go("Công bố đáp án")

    def judge(self, who: str, key: str) -> None:
        """The host hears `who` answer and gives the word of the judges by a key."""
        self.host.locator(".judge-who", has_text=who).wait_for()
        self.host.keyboard.press(key)
        self.done()


def hall_of(
    segments: list[WantedSegment] | Callable[[Any], list[WantedSegment]],
    sign_in: Callable[..., Any],
    open_page: Callable[..., Any],
    **values: Any,
) -> Hall:
    """A session of `segments` with its lobby open, the host and the projector in it."""
    cast = make_cast()
    session = preparing.create(
        organisation=cast.department, title="Hội thi pháp luật", by=cast.organizer, **values
    )
    made = segments(cast.department) if callable(segments) else segments
    preparing.set_segments(session=session, segments=made, by=cast.organizer)
    session = opened(session, cast.organizer)
    host = sign_in(cast.organizer.username)
    host.goto(f"/quan-ly/phong-thi/{session.public_id}/dieu-khien/")
    stage = open_page(width=1920, height=1080, reduced_motion="reduce")
    stage.goto(f"/man-chieu/{session.projector_key}/")
    heading(stage, "Vào phòng bằng điện thoại")
    return Hall(session, host, stage)


def phones_of(open_page: Callable[..., Any], *names: str) -> list[Phone]:
    """As many phones with a line each."""
    made = []
    for name in names:
        page = open_page(**PHONE)
        made.append(Phone(name, page, Line(page)))
    return made
