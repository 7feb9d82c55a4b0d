"""A worker: reads one task from the standard input and prints its result."""

import json
import sys

CODES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz0123456789",
        (
            ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. "
            "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----."
        ).split(),
    )
)

task = json.load(sys.stdin)
words = task["line"].lower().split()
morse = " / ".join(" ".join(CODES[letter] for letter in word if letter in CODES) for word in words)
json.dump({"morse": morse}, sys.stdout)
