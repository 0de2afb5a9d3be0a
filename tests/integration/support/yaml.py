"""The part of YAML that docs/openapi.yaml is written in: block maps and lists, flow maps and lists, plain and quoted scalars."""
import json
import re


def parse(text):
    lines = [(len(line) - len(line.lstrip()), line.strip()) for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    value, rest = block(lines, 0)
    assert rest == len(lines), f"not understood: {lines[rest]}"
    return value


def block(lines, at):
    indent = lines[at][0]
    return block_list(lines, at, indent) if lines[at][1].startswith("- ") else block_map(lines, at, indent)


def block_list(lines, at, indent):
    items = []
    while at < len(lines) and lines[at][0] == indent and lines[at][1].startswith("- "):
        content = lines[at][1][2:]
        if content[0] not in "{[\"" and re.match(r"[\w$./-]+:( |$)", content):  # a map that begins on the dash's line
            lines[at] = (indent + 2, content)
            value, at = block_map(lines, at, indent + 2)
        else:
            value, at = scalar_or_flow(content), at + 1
        items.append(value)
    return items, at


def block_map(lines, at, indent):
    found = {}
    while at < len(lines) and lines[at][0] == indent:
        match = re.match(r'("[^"]*"|[^\s:"{\[][^:]*?|/[^:]*):(?: (.*))?$', lines[at][1])
        assert match, f"not a key: {lines[at][1]}"
        key = match[1].strip('"')
        assert key not in found, f"twice: {key}"
        if match[2] is not None:
            found[key], at = scalar_or_flow(match[2]), at + 1
        else:
            found[key], at = block(lines, at + 1)
    return found, at


def scalar_or_flow(text):
    value, end = flow(text, 0, "")
    assert not text[end:].strip(), f"more than a value: {text}"
    return value


def flow(text, at, stops):
    while text[at] == " ":
        at += 1
    if text[at] == '"':
        value, end = json.JSONDecoder().raw_decode(text, at)
        return value, end
    if text[at] == "[":
        return flow_list(text, at + 1)
    if text[at] == "{":
        return flow_map(text, at + 1)
    end = at
    while end < len(text) and text[end] not in stops:
        end += 1
    word = text[at:end].strip()
    if word in ("true", "false"):
        return word == "true", end
    return (int(word) if re.fullmatch(r"-?\d+", word) else word), end


def flow_list(text, at):
    items = []
    while True:
        at = blanks(text, at)
        if text[at] == "]":
            return items, at + 1
        value, at = flow(text, at, ",]")
        items.append(value)
        at = comma(text, at)


def flow_map(text, at):
    found = {}
    while True:
        at = blanks(text, at)
        if text[at] == "}":
            return found, at + 1
        key, at = flow(text, at, ":")
        assert text[at] == ":", f"no value of {key} in {text}"
        found[str(key)], at = flow(text, at + 1, ",}")
        at = comma(text, at)


def blanks(text, at):
    while text[at] == " ":
        at += 1
    return at


def comma(text, at):
    at = blanks(text, at)
    return at + 1 if text[at] == "," else at
