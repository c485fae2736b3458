"""A reviewer sees what was changed, to the word, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from quiz.rules.difference import Change, Piece, changes, words


def test_one_number_changed():
    before, after = words("Từ đủ 16 tuổi, được lái.", "Từ đủ 18 tuổi, được lái.")
    assert before == (Piece("Từ đủ ", False), Piece("16", True), Piece(" tuổi, được lái.", False))
    assert after[1] == Piece("18", True)


@given(st.text("aáb ,.\n", max_size=30), st.text("aáb ,.\n", max_size=30))
def test_nothing_is_lost(before, after):
    left, right = words(before, after)
    assert "".join(piece.text for piece in left) == before
    assert "".join(piece.text for piece in right) == after
    kept = ["".join(p.text for p in side if not p.changed) for side in (left, right)]
    assert kept[0] == kept[1]


def test_parts_that_are_changed_added_or_gone():
    found = changes(
        [("Câu hỏi", "Một"), ("Phương án A", "Hai"), ("Phương án B", "Ba"), ("Hình", "")],
        [("Câu hỏi", "Một"), ("Phương án A", "Bốn"), ("Giải thích", "Năm")],
    )
    assert found == [
        Change("Phương án A", (Piece("Hai", True),), (Piece("Bốn", True),)),
        Change("Giải thích", (), (Piece("Năm", True),)),
        Change("Phương án B", (Piece("Ba", True),), ()),
    ]
