"""Flesch-Kincaid grade of lay text, measured by textstat.

Reads JSON {section: [passage, ...]} from standard input, prints JSON
{section: {"grade": G, "longest": WORDS}}. Each passage ends a sentence.
"""

import json
import re
import sys

import textstat

sections = json.load(sys.stdin)
verdict = {}
for name, passages in sections.items():
    text = " ".join(p if re.search(r"[.!?]$", p) else p + "." for p in passages)
    sentences = re.split(r"(?<=[.!?:;])\s+", text)
    verdict[name] = {
        "grade": textstat.flesch_kincaid_grade(text),
        "longest": max(len(s.split()) for s in sentences),
    }
json.dump(verdict, sys.stdout)
