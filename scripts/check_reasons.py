#!/usr/bin/env python3
"""Fail when a reason that an agent can be told by mail is missing in core/reason_words.cpp. Run by ctest as `reasons`."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")

# where the commands of a mail come through
PLACES = ["core/act.cpp", "core/allowed.cpp", "core/authority.cpp", "core/availability.cpp", "core/merge.cpp", "core/undo.cpp",
          "core/escalation.cpp", "core/desk_text.cpp", "core/subject.h", "core/command_mail.cpp", "core/absence_mail.cpp", "core/receive.cpp",
          "parsers/command.cpp", "parsers/late_command.cpp", "parsers/command_grammar.cpp"]
TEXT = r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)'"
SAID = (r"\b(?:refuse|wrong_value|keep|not_done)\(|\bfail\(ErrorKind::(?:policy|malformed|not_found),"
        r"|\bproblems? \+=|\bproblems \+ |\bauto problem = |\blacks\(|\bunknown_ \+=|\bwhy = |\{\"problems\",")


def expression(code: str, at: int) -> str:
    """Up to the bracket that closes it, or the end of the statement."""
    depth, out = 0, ""
    for match in re.finditer(TEXT + r"|.", code[at:], re.DOTALL):
        token = match.group()
        depth += token in "([{" and len(token) == 1
        depth -= token in ")]}" and len(token) == 1
        if depth < 0 or (token == ";" and depth == 0):
            return out
        out += token
    return out


def choices(words: str) -> list[str]:
    """The arguments of a call, and both sides of a choice."""
    depth, parts = 0, [""]
    for token in re.findall(TEXT + r"|::|.", words, re.DOTALL):
        depth += token in ("(", "[", "{")
        depth -= token in (")", "]", "}")
        if depth == 0 and token in (",", "?", ":"):
            parts.append("")
        else:
            parts[-1] += token
    return parts


def pattern(words: str) -> str:
    """`"no agent is called \\"" + name + '"'` → `no agent is called "{}"`."""
    parts = re.findall(r'std::string\((?:' + TEXT + r')\)|(?:' + TEXT + r')(?:\s+(?:' + TEXT + r'))*|[^"\'+]+', words)
    said = ""
    for part in parts:
        texts = re.findall(TEXT, part)
        if texts:
            said += "".join(text[1:-1] for text in texts)
        elif re.search(r"\w", part):
            said += "ticket {}" if "numbered(" in part else "{}"
    return said.replace('\\"', '"').replace("\\n", "").replace("{}{}", "{}")


reasons = re.findall(r'^    \{"((?:[^"\\]|\\.)*)", "', (root / "core/reason_words.cpp").read_text(), re.MULTILINE)
known = {reason.replace('\\"', '"') for reason in reasons}


def is_known(reason: str) -> bool:
    """By itself, or behind what was asked for."""
    return any(reason[at:] in known for at in [0] + [colon.end() for colon in re.finditer(": ", reason)])


wrong = []
count = 0
for place in PLACES:
    code = re.sub(r"//[^\n]*", "", (root / place).read_text())
    found = [expression(code, said.end()) for said in re.finditer(SAID, code)]
    if place.startswith("parsers/"):
        found += [expression(code, said.end()) for said in re.finditer(r"\breturn (?=[\"'])", code)]
    for words in found:
        for reason in map(pattern, choices(words)):
            if not re.search(r"[a-z]{4,}", reason):
                continue  # no words of its own
            if reason.startswith(", ") or re.fullmatch(r"#[a-z]+ \{\}: \{\}", reason):
                continue  # goes on with what was said before; says what was asked for
            count += 1
            if not is_known(reason) and not is_known("{} " + reason):
                wrong.append(f"{place}: core/reason_words.cpp has no words for: {reason}")
print("\n".join(wrong) or f"reasons ok: {count}")
sys.exit(bool(wrong))
