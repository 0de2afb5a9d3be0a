#!/usr/bin/env python3
"""Fail when docs/EVENTS.md, the log events in the code and the events that are counted from 0 on differ. Run by ctest as `events`."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
LEVELS = {"trace": "debug", "debug": "debug", "info": "info", "warn": "warning", "error": "error", "critical": "error"}
NAME = r"[a-z_]+(?:\.[a-z_]+)?"

# event → levels it is logged at in the code; "any" where the level or the name is computed
logged: dict[str, set[str]] = {}
for folder in ("daemon", "store"):
    for path in sorted((root / folder).rglob("*.cpp")):
        code = path.read_text()
        for level, name in re.findall(r'log::(\w+)\(\s*"(' + NAME + r')[ "]', code):
            logged.setdefault(name, set()).add(LEVELS.get(level, "any"))
        for name in re.findall(r'log::log\([^"]*"(' + NAME + r')[ "]', code):
            logged.setdefault(name, set()).add("any")
        if re.search(r'log::\w+\(\s*"\{\} ', code):  # the name is chosen before
            for name in re.findall(r'"([a-z]+\.[a-z_]+)"', code):
                logged.setdefault(name, set()).add("any")

written = dict(re.findall(r"^\| `([^`]+)` \| (\w+) \|", (root / "docs/EVENTS.md").read_text(), re.MULTILINE))

wrong = [f"docs/EVENTS.md: no line for {name}" for name in sorted(logged.keys() - written.keys())]
wrong += [f"docs/EVENTS.md: {name} is logged nowhere" for name in sorted(written.keys() - logged.keys())]
wrong += [f"docs/EVENTS.md: {name} is {'/'.join(sorted(logged[name]))} in the code, not {level}"
          for name, level in sorted(written.items())
          if name in logged and logged[name] != {level} and "any" not in logged[name]]

rows = re.findall(r"^\| `([^`]+)`[^|]*\| (\w+)", (root / "docs/EVENTS.md").read_text(), re.MULTILINE)
to_watch = {(name, level) for name, level in rows if level in ("warning", "error")}
watched = {(name, {"warn": "warning", "err": "error"}[level])
           for name, level in re.findall(r'\{"([^"]+)", spdlog::level::(\w+)\}', (root / "daemon/event_names.h").read_text())}
wrong += [f"daemon/event_names.h: no line for {name}, {level}" for name, level in sorted(to_watch - watched)]
wrong += [f"daemon/event_names.h: {name} is not {level} in docs/EVENTS.md" for name, level in sorted(watched - to_watch)
          if "any" not in logged.get(name, ())]
print("\n".join(wrong) or f"events ok: {len(logged)}")
sys.exit(bool(wrong))
