"""Vietnamese for the codes of quiz: what files are found to hold, refusals, states, citations."""

from quiz.wording.problems import SENTENCES, place, problem_sentence, what

__all__ = ["SENTENCES", "place", "problem_sentence", "what"]
