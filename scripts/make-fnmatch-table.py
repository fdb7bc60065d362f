"""Writes src/engine/fixtures/fnmatch.json: what Python's fnmatch.fnmatchcase says of patterns and texts.

Run from the repository's root: python3 scripts/make-fnmatch-table.py
The rows are [pattern, text, whether they match]. Hand-picked ones come first, then ones drawn from a small alphabet
so that both answers are frequent. One oddity of Python's translator is left out: when an empty range such as [b-a!x]
is dropped from the front of a set, a `!` behind it is taken for a negation.
"""

import json
import random
import re
from fnmatch import fnmatchcase

PATTERNS = [
    "sim.*", "sim.?", "*", "**", "?", "???", "*.generate", "a*b*c", "*/x", "[ab]", "[!ab]", "[a-c]x", "[!a-c]x",
    "[", "[]", "[]]", "[!]", "[!]]", "[[]", "[]a]", "[]-a]", "[-a]", "[a-]", "[a-c-e]", "[c-a]", "[!c-a]", "[--a]",
    "[^a]", "a[", "a[b", "x[!", "[a", "\\*", "[\\]", "[&&]", "[a~b]", "(a|b)", "a.b", "a+", "^a$", "{a,b}", "[a*]",
    "[?]", "", "A*", "?é", "*😀", "[😀-😂]x", "a*a*a*a*a*b",
]
TEXTS = [
    "sim.1", "sim.10", "sim.1.b", "sim.", "sim", "", "a", "b", "c", "d", "e", "ax", "bx", "dx", "[", "]", "-", "^",
    "!", "\\", "\\*", "&", "~", "|", "a[", "a[b", "[a", "x[!", "(a|b)", "a.b", "axb", "a+", "aa", "^a$", "{a,b}", "*",
    "?", "A1", "a1", "é", "xé", "😀", "x😀", "😁x", "abc", "aXbYc", "a/b/c", "dir/x", "r.generate", ".generate", "a\nb",
    "\n", "aaaaaaaaaaaaaaaaaaaab",
]


def rows():
    for pattern in PATTERNS:
        for text in TEXTS:
            yield pattern, text
    chance = random.Random(20260219)
    for _ in range(3000):
        pattern = "".join(chance.choice("ab.-*?[]!") for _ in range(chance.randint(1, 7)))
        text = "".join(chance.choice("ab.-]") for _ in range(chance.randint(0, 5)))
        if not re.search(r"\[.-.[^\]]*!", pattern):
            yield pattern, text


table = sorted({row: fnmatchcase(row[1], row[0]) for row in rows()}.items())
with open("src/engine/fixtures/fnmatch.json", "w", encoding="ascii") as file:
    lines = ",\n".join(json.dumps([pattern, text, result]) for (pattern, text), result in table)
    file.write(f"[\n{lines}\n]\n")
