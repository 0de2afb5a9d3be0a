#!/usr/bin/env python3
"""Compares what ticketctl reads in mails with GMime and with Python's email.

    compare.py --programs build/dev/bin [--show FIELD] [--list] [FOLDER…]

Without a folder the mails beside this file are read, and those under $TICKETD_CORPUS when it is set. Readers differ in
taste, so a difference from one of the two is nothing yet. Where ticketctl differs from both, the case must be explained:
for our own mails by a line of explained.txt (`mail field reason`), for others by one of the reasons in reasons.py, which
look at the mail itself. Anything else fails. --list prints every difference, --show FIELD the three readings.
"""
import argparse
import collections
import email
import email.header
import email.policy
import email.utils
import json
import os
import pathlib
import re
import subprocess
import sys
import unicodedata
from datetime import datetime, timezone

import reasons

HERE = pathlib.Path(__file__).parent
FIELDS = ("subject", "from", "to", "cc", "reply_to", "message_id", "date", "attachments", "text")


# ---------------------------------------------------------------- one form for all three

def squashed(text):
    """Without white space, invisible characters and the marks of quotes, which format=flowed moves."""
    text = unicodedata.normalize("NFC", text or "")
    return re.sub(r"[\s>\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x1f\x7f]+", "", text)


def people(found):
    return sorted((squashed(re.sub(r"[\"'\\]", "", name)), re.sub(r'^"(.*)"@', r"\1@", address.strip()).casefold())
                  for name, address in found if "@" in address)


def files(found):
    """(name, type, size) of what is no text of the mail; sizes of mails and of texts, whose line ends differ, left out."""
    return sorted((squashed(name), type_, 0 if type_.startswith(("text/", "message/")) else size)
                  for name, type_, size in found)


def bare_id(value):
    found = re.search(r"<([^<>]+)>", value or "")
    return re.sub(r"\s", "", found.group(1) if found else value or "")


# ---------------------------------------------------------------- three readers

def chunks(paths, size=200):
    for start in range(0, len(paths), size):
        yield [str(path) for path in paths[start:start + size]]


def ticketd(programs, paths):
    for names in chunks(paths):
        out = subprocess.run([programs / "ticketctl", "parse", "--json", *names], capture_output=True, check=True).stdout
        yield from map(json.loads, out.splitlines())


def ours(record):
    headers = record["headers"]
    when = headers["date"] and datetime.fromisoformat(headers["date"].replace("Z", "+00:00")).timestamp()
    pair = lambda person: (person["name"], person["address"])
    reading = {name: people(map(pair, headers[name])) for name in ("from", "to", "cc", "reply_to")}
    reading |= {"subject": squashed(headers["subject"]), "message_id": bare_id(headers["message_id"]), "date": when,
                "attachments": files((a["filename"], a["content_type"], a["size"]) for a in record["attachments"]),
                "text": squashed(record["text"])}
    return reading


def gmime(programs, paths):
    names = "".join(f"{path}\n" for path in paths).encode("utf-8", "surrogateescape")
    out = subprocess.run([programs / "gmime_oracle"], input=names, capture_output=True, check=True).stdout
    yield from map(json.loads, out.splitlines())


def is_file(type_, disposition, name):
    return type_ not in ("text/plain", "text/html") or disposition == "attachment" or bool(name)


def theirs(seen):
    pair = lambda person: (person["name"], person["address"])
    reading = {name: people(map(pair, seen[name])) for name in ("from", "to", "cc", "reply_to")}
    leaves = [(part.get("filename", ""), part["type"].lower(), part.get("size", 0), part["disposition"].lower(),
               part.get("text")) for part in seen["parts"]]
    return reading | {"subject": squashed(seen["subject"]), "message_id": bare_id(seen["message_id"]),
                      "date": seen["date"]} | body(leaves)


def body(leaves):
    shown = [text for name, type_, _, how, text in leaves if type_ == "text/plain" and how != "attachment" and text]
    return {"attachments": files((name, type_, size) for name, type_, size, how, _ in leaves if is_file(type_, how, name)),
            "text": [squashed(text) for text in shown]}


def header(value):
    """RFC 2047 as Python's parts for it do; bytes above 127 come as surrogates."""
    value = re.sub(r"\r?\n(?=[ \t])", "", str(value))
    try:
        words = email.header.decode_header(value)
    except (email.errors.HeaderParseError, ValueError):
        return value
    out = ""
    for word, charset in words:
        if isinstance(word, str):
            out += word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            continue
        try:
            out += word.decode(charset or "utf-8", "replace")
        except LookupError:
            out += word.decode("latin-1")
    return out


def python(path):
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)
    reading = {}
    for name in ("from", "to", "cc", "reply_to"):
        values = [str(value) for value in mail.get_all(name.replace("_", "-"), [])]
        reading[name] = people((header(person), address) for person, address in email.utils.getaddresses(values))
    when = email.utils.parsedate_tz(str(mail.get("date") or ""))
    try:
        reading["date"] = email.utils.mktime_tz(when) if when else None
    except (ValueError, OverflowError):
        reading["date"] = None
    leaves = list(python_leaves(mail))
    return reading | {"subject": squashed(header(mail.get("subject") or "")),
                      "message_id": bare_id(str(mail.get("message-id") or ""))} | body(leaves)


def python_leaves(part):
    if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
        for inner in part.get_payload():
            yield from python_leaves(inner)
        return
    type_ = part.get_content_type()
    data = part.get_payload(decode=True) or b""
    how = (part.get_content_disposition() or "").lower()
    text = None
    if type_ == "text/plain":
        charset = part.get_content_charset() or "utf-8"
        try:
            text = data.decode(charset, "replace")
        except LookupError:
            text = data.decode("latin-1")
    yield header(part.get_filename() or ""), type_, len(data), how, text


# ---------------------------------------------------------------- comparing

def same(field, mine, other):
    if field == "text":     # HTML becomes text here and is left out there
        return all(piece in mine for piece in other)
    if field == "date":     # the wrong ones are nobody's
        return mine == other or (mine is None and not other) or (mine and other and abs(mine - other) < 1)
    if field in ("from", "to", "cc", "reply_to"):
        return [a for _, a in mine] == [a for _, a in other] and all(
            not (n and m) or n == m for (n, _), (m, _) in zip(mine, other))
    if field == "attachments":   # where the mail gives no name it has its usual one; more files do no harm
        rest = list(mine)
        for name, type_, size in other:
            fit = [file for file in rest if file[0] in (name, pathlib.PurePath(name).name) or not name]
            fit = [file for file in fit if file[1] == type_ and (file[2] == size or 0 in (file[2], size))]
            if not fit:
                return False
            rest.remove(fit[0])
        return True
    return mine == other


def differences(programs, paths):
    """(path, field, mine, gmime, python, record) wherever ticketctl differs from both."""
    for path, record, seen in zip(paths, ticketd(programs, paths), gmime(programs, paths)):
        mine = ours(record)
        others = [theirs(seen) if seen else None]
        try:
            others.append(python(path))
        except Exception:  # it gives up on some mails: then there is one oracle
            others.append(None)
        for field in FIELDS:
            readings = [other[field] for other in others if other]
            if readings and not any(same(field, mine[field], reading) for reading in readings):
                yield path, field, mine[field], others[0] and others[0][field], others[1] and others[1][field], record


def explanations():
    lines = (HERE / "explained.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.split(None, 2) for line in lines if line.strip() and not line.startswith("#")]
    return {(mail, field): reason for mail, field, reason in parts}


def mails_under(folder):
    return sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file() and path.name != "README.md"
                  and path.suffix not in (".json", ".jsonl", ".py", ".zone") and reasons.looks_like_mail(path))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--show", metavar="FIELD")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    args = parser.parse_args()
    folders = args.folders or [HERE / "mails"] + [pathlib.Path(f) for f in (os.environ.get("TICKETD_CORPUS"),) if f]
    known, unexplained, stale = explanations(), 0, set()
    for folder in folders:
        own = folder == HERE / "mails"
        paths = mails_under(folder)
        counts, used = collections.Counter(), set()
        for path, field, mine, one, two, record in differences(args.programs, paths):
            key = (path.name, field)
            reason = known.get(key) if own else reasons.reason(field, path.read_bytes(), mine, one, two, record)
            used.add(key)
            counts[(field, reason or "UNEXPLAINED")] += 1
            unexplained += not reason
            if args.list or not reason or args.show == field:
                print(f"{path}: {field}: {reason or 'UNEXPLAINED'}")
            if args.show in (field, "all") and not reason:
                for name, reading in (("ticketctl", mine), ("gmime", one), ("python", two)):
                    print(f"    {name:9} {json.dumps(reading, ensure_ascii=False)[:400]}")
        if own:
            stale = set(known) - used
        print(f"{folder}: {len(paths)} mails, {sum(counts.values())} differences from both readers")
        for (field, reason), count in sorted(counts.items()):
            print(f"  {count:5} {field:12} {reason}")
    for mail, field in sorted(stale):
        print(f"explained.txt: {mail} {field} is no difference any more")
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    sys.exit(main())
