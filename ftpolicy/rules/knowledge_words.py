"""Whether a sentence asks for knowledge rather than for behaviour, by its words alone.

A false alarm costs an author's trust, so a clause counts only when a verb of knowing stands close
before something that can be known. Nouns of manner (`documentation style`) and negations take it
back; a clause about answering questions is also taken back by any word of manner or of grounding
(`in a warm tone`, `from the retrieved passages`).
"""

from __future__ import annotations

from ftpolicy.model.regex import regex
from ftpolicy.rules.wording import word_set

_CLAUSE = regex(r"[.;:!?\n()]+|,|\b(?:but|while|whereas)\b")
_WORD = regex(r"[a-z0-9]+(?:['’][a-z]+)?")
_LONGEST = 20_000  # characters of a statement that are read
_GAP = 5  # words between verb and noun
_REACH = 4  # words that a negation reaches forward


_KNOWABLE = word_set(
    "fact facts document documents documentation doc docs manual manuals handbook handbooks wiki "
    "faq faqs product products catalogue catalogues catalog catalogs policy policies price prices "
    "pricing tariff tariffs inventory api apis codebase repository company business organisation "
    "organization domain industry history news events release releases changelog feature features "
    "regulation regulations law laws legislation statutes procedure procedures contract contracts "
    "data database information terminology knowledge answers everything"
)
_MANNER = word_set(
    "style styles tone tones voice register format formats formatting wording phrasing phrases "
    "structure structures layout layouts template templates convention conventions schema schemas "
    "json xml yaml markdown bullet bullets table tables concise short brief shorter terse polite "
    "politely formal formally informal friendly warm warmly plain plainly neutral neutrally "
    "sentences paragraph length syntax labels"
)
_GROUNDED = word_set(
    "retrieved retrieval retrieves context prompt passage passages excerpt excerpts provided given "
    "supplied attached cited quoted rag search"
)
_NEGATION = word_set(
    "no not never without nor cannot neither don't doesn't won't can't shouldn't mustn't avoid "
    "avoids refuse refuses stop stops instead rather"
)
_VERBS = word_set(
    "know knows knowing learn learns learning absorb absorbs absorbing ingest ingests "
    "ingesting internalise internalises internalize internalizes remember remembers remembering "
    "recall recalls recalling memorise memorises memorising memorised memorize memorizes "
    "memorizing memorized teach teaches inject injects embed embeds bake bakes familiar "
    "knowledgeable knowledge understand understands understanding train trained training expert "
    "experts"
)
_SOFT_VERBS = word_set(
    "understand understands understanding remember remembers remembering teach teaches inject "
    "injects embed embeds bake bakes train trained training expert experts"
)
_PHRASES = (
    "up to date with",
    "up to date on",
    "up to date about",
    "stay current",
    "stays current",
    "keep current",
    "current events",
    "recent events",
    "recent developments",
    "latest news",
    "latest developments",
    "know more",
    "knows more",
    "world knowledge",
    "factual knowledge",
    "new knowledge",
    "knowledge cutoff",
)
_QUESTIONS = regex(
    r"\b(?:answer|answers|answering|answered|respond to|responds to|handle|handles) "
    r"(?:\w+ ){0,3}?(?:questions|queries) (?:about|on|regarding|concerning|from|over)\b"
)


def knowledge_words(statement: str) -> str | None:
    """The words that read like knowledge, None when the statement is about behaviour."""
    text = statement[:_LONGEST].casefold().replace("’", "'")
    for clause in _CLAUSE.split(text):
        words = _WORD.findall(clause or "")
        found = _phrase(words) or _verb(words) or _question(words)
        if found:
            return found
    return None


def _negated(words: list[str], start: int) -> bool:
    return any(word in _NEGATION for word in words[max(0, start - _REACH) : start])


def _phrase(words: list[str]) -> str | None:
    for phrase in _PHRASES:
        parts = phrase.split()
        for start in range(len(words) - len(parts) + 1):
            if words[start : start + len(parts)] == parts and not _negated(words, start):
                return " ".join(words[start : start + len(parts) + 2])
    return None


def _verb(words: list[str]) -> str | None:
    soft = any(word in _MANNER or word in _GROUNDED for word in words)
    for start, word in enumerate(words):
        if word not in _VERBS or _negated(words, start) or (soft and word in _SOFT_VERBS):
            continue
        end = _knowable(words, start + 1)
        if end is not None:
            return " ".join(words[start : end + 1])
    return None


def _question(words: list[str]) -> str | None:
    if any(word in _MANNER or word in _GROUNDED for word in words):
        return None
    text = " ".join(words)
    asked = _QUESTIONS.search(text)
    if asked is None:
        return None
    start = text[: asked.start()].count(" ")
    end = _knowable(words, start + asked.group().count(" ") + 1)
    if end is None or _negated(words, start):
        return None
    return " ".join(words[start : end + 1])


def _knowable(words: list[str], start: int) -> int | None:
    """Where something that can be known stands soon after `start`, unless its manner is meant."""
    for index in range(start, min(start + _GAP, len(words))):
        if words[index] in ("when", "how", "which", "whether", "where") or words[index] in _MANNER:
            return None
        following = words[index + 1 : index + 2]
        if words[index] in _KNOWABLE and not (following and following[0] in _MANNER | _KNOWABLE):
            return index
    return None
