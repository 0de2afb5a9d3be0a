#!/usr/bin/env python3
"""Fail when a step of a trace has no sentence for people, or a sentence no step. Run by ctest as `trace`."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")

steps = {"rule:"}  # the desk's own rules, by their names
for folder in ("core", "daemon"):
    for path in (root / folder).rglob("*.cpp"):
        steps |= set(re.findall(r'\b(?:tried|take|pass)\(\s*"([^"]+)"', path.read_text()))
words = (root / "core/trace_words.cpp").read_text()
sentences = set(re.findall(r'^    \{"([^"]+)", "[^"]*", "', words, re.MULTILINE)) | {"rule:"}

wrong = [f"core/trace_words.cpp: no sentence for the step {step}" for step in sorted(steps - sentences)]
wrong += [f"core/trace_words.cpp: no step is called {step}" for step in sorted(sentences - steps)]
print("\n".join(wrong) or f"trace ok: {len(sentences)} steps")
sys.exit(bool(wrong))
