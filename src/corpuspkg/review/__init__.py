"""Find what a person should look at: what is uncertain, and decisions that the rules have caught up with."""

from corpuspkg.review.agents import find_possible_pairs, find_redundant
from corpuspkg.review.checks import check_decisions
from corpuspkg.review.doubts import find_doubts
from corpuspkg.review.question import Kind, Proposal, Question

__all__ = ["Kind", "Proposal", "Question", "check_decisions", "find_doubts", "find_possible_pairs", "find_redundant"]
