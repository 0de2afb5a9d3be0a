#!/usr/bin/env python3
"""Fail when the documentation names a test or a file that is not there, or a decision another number than its
file. Run by ctest as `docs`."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
pages = sorted((root / "docs").rglob("*.md")) + [root / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]

tests: set[str] = set()
for path in (root / "tests").rglob("*.cpp"):
    for suite, name in re.findall(r"^TEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\)", path.read_text(), re.MULTILINE):
        tests |= {f"{suite}.{name}", f"{suite}.*"}
integration = {path.stem for path in (root / "tests/integration").glob("*_test.py")}

wrong = []
for page in pages:
    text = page.read_text()
    place = page.relative_to(root)
    for name in re.findall(r"`([A-Z]\w+\.(?:[A-Z]\w+|\*))`", text) if page.name == "ARCHITECTURE.md" else []:
        if name not in tests:
            wrong.append(f"{place}: there is no test {name}")
    for name in re.findall(r"`integration: (\w+)`", text):
        if name not in integration:
            wrong.append(f"{place}: there is no integration test {name}")
    for link in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text):
        if not (page.parent / link).exists():
            wrong.append(f"{place}: there is no file {link}")

numbers: dict[str, str] = {}
for page in sorted((root / "docs/decisions").glob("[0-9]*.md")):
    number = page.name[:4]
    if not page.read_text().startswith(f"# {int(number)}. "):
        wrong.append(f"{page.relative_to(root)}: the title has another number")
    if number in numbers:
        wrong.append(f"{page.relative_to(root)}: {numbers[number]} has that number")
    numbers[number] = page.name

print("\n".join(wrong) or f"docs ok: {len(pages)} pages, {len(numbers)} decisions")
sys.exit(bool(wrong))
