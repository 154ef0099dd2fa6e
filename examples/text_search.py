"""A search engine in small: an index of words with positions, queries of words and phrases, and
results in the order of their relevance (BM25).

Usage: python text_search.py [documents]
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator

SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo")


def words_of(seed: int, length: int) -> Iterator[str]:
    """Words of an invented language; low numbers, which are frequent, have short ones."""
    state = seed
    for _ in range(length):
        state = (state * 1103515245 + 12345) % (1 << 31)
        number = int(1.0 / (state / (1 << 31) + 0.0004))
        word = ""
        while number or not word:
            number, syllable = divmod(number, len(SYLLABLES))
            word += SYLLABLES[syllable]
        yield word


def tokens(text: str) -> Iterator[str]:
    """The words of a text, in small letters."""
    word = ""
    for letter in text:
        if letter.isalpha():
            word += letter
        elif word:
            yield word.lower()
            word = ""
    if word:
        yield word.lower()


class Index:
    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.places: dict[str, dict[int, list[int]]] = {}

    def add(self, text: str) -> None:
        """One more document."""
        number = len(self.lengths)
        position = 0
        for word in tokens(text):
            self.places.setdefault(word, {}).setdefault(number, []).append(position)
            position += 1
        self.lengths.append(position)

    def having(self, phrase: list[str]) -> dict[int, int]:
        """The documents that have these words in a row, and how often."""
        found: dict[int, int] = {}
        first = self.places.get(phrase[0], {})
        for number, positions in first.items():
            count = 0
            for position in positions:
                for distance, word in enumerate(phrase):
                    places = self.places.get(word, {}).get(number)
                    if places is None or not contains(places, position + distance):
                        break
                else:
                    count += 1
            if count:
                found[number] = count
        return found

    def search(self, query: list[list[str]], limit: int = 5) -> list[tuple[float, int]]:
        """The best documents for some phrases, with their scores."""
        mean = sum(self.lengths) / len(self.lengths)
        scores: dict[int, float] = {}
        for phrase in query:
            found = self.having(phrase)
            rarity = math.log(1.0 + (len(self.lengths) - len(found) + 0.5) / (len(found) + 0.5))
            for number, count in found.items():
                damped = count + 1.2 * (0.25 + 0.75 * self.lengths[number] / mean)
                scores[number] = scores.get(number, 0.0) + rarity * count * 2.2 / damped
        ranked = sorted((-score, number) for number, score in scores.items())
        return [(-score, number) for score, number in ranked[:limit]]


def contains(ordered: list[int], wanted: int) -> bool:
    """Whether a list in ascending order has a number."""
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) // 2
        if ordered[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low < len(ordered) and ordered[low] == wanted


def main(documents: int = 130) -> None:
    index = Index()
    for number in range(documents):
        words = list(words_of(number, 200))
        text = ". ".join(" ".join(words[i : i + 8]).capitalize() for i in range(0, len(words), 8))
        index.add(text)
    total = 0.0
    queries = min(documents, 60)
    for number in range(queries):
        words = list(words_of(number, 6))
        results = index.search([words[:2], [words[2]], words[3:5], [words[5]]])
        total += sum(score for score, _ in results)
    print(f"{documents} documents, {len(index.places)} words, ", end="")
    print(f"{queries} queries: total score {total:.6f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
