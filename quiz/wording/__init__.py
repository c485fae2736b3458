"""Vietnamese for the codes of quiz: what files are found to hold, refusals, states, citations."""

from quiz.wording.problems import FORMATS, SENTENCES, place, problem_sentence, what

__all__ = ["FORMATS", "SENTENCES", "place", "problem_sentence", "what"]
