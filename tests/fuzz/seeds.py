#!/usr/bin/env python3
"""seeds.py MAILS OUT: cuts the mails under a folder into first inputs for each fuzz target.

OUT gets a folder for each target. What is cut from real mails stays out of the repository: scripts/fuzz keeps it, and
what the fuzzer makes of it, under build/.
"""
import email
import email.policy
import hashlib
import pathlib
import sys

LONGEST = {"scanner": 2048, "parse": 2048, "new_text": 2048, "bounce": 2048, "html": 1024, "tnef": 4096, "header": 256,
           "address": 256, "charset": 512}
PEOPLE = {"from", "to", "cc", "bcc", "reply-to", "sender", "resent-to", "disposition-notification-to"}
WINMAIL = b"\x78\x9f\x3e\x22"


def pieces(raw):
    """(target, bytes) for every piece of one mail."""
    if raw.startswith(WINMAIL):
        yield "tnef", raw
        return
    yield "scanner", raw
    yield "parse", raw
    mail = email.message_from_bytes(raw, policy=email.policy.compat32)
    for name, value in mail.raw_items():
        target = "address" if name.lower() in PEOPLE else "header"
        yield target, str(value).encode("utf-8", "surrogateescape")
    for part in mail.walk():
        if part.is_multipart():
            continue
        data = part.get_payload(decode=True) or b""
        kind = part.get_content_type()
        if data.startswith(WINMAIL):
            yield "tnef", data
        elif kind == "text/html":
            yield "html", data
        elif kind in ("text/plain", "message/delivery-status"):
            yield "new_text", data
            yield "bounce", data
            charset = (part.get_param("charset") or "") if isinstance(part.get_param("charset"), str) else ""
            yield "charset", charset.encode("ascii", "replace") + b"\n" + data


def main():
    mails, out = map(pathlib.Path, sys.argv[1:3])
    for target in LONGEST:
        (out / target).mkdir(parents=True, exist_ok=True)
    for path in sorted(mails.rglob("*")):
        if not path.is_file() or path.stat().st_size > 1 << 20:
            continue
        try:
            cut = list(pieces(path.read_bytes()))
        except Exception:  # the mails are broken on purpose, and so may be what Python makes of them
            continue
        for target, data in cut:
            data = data[: LONGEST[target]]
            if data:
                (out / target / hashlib.sha1(data).hexdigest()).write_bytes(data)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
