from quiz.formats.archive import Archive
from quiz.formats.base import Sink


def read(archive: Archive, sink: Sink) -> None:
    raise NotImplementedError
