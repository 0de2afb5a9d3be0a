"""Why ticketctl differs from GMime and from Python's email at once: each reason is a condition on the readings."""
import re

HEADER = re.compile(rb"(?is)\s*(>?From [^\n]*\n)?[!-9;-~]+[ \t]*:.*")
FIELD = re.compile(rb"(?im)^(from|to|subject|received|date|return-path|message-id|mime-version|content-type)[ \t]*:")
PEOPLE = ("from", "to", "cc", "reply_to")
LATIN1_AS_WINDOWS = {byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0xA0)}


def looks_like_mail(path):
    with path.open("rb") as file:
        head = file.read(4096)
    return bool(HEADER.match(head) and FIELD.search(head))


def has(problems, *words):
    return any(word in problem for problem in problems for word in words)


def guessed(case):
    return has(case.problems, " read as ", "without charset", "unreadable", "unknown charset")


def of_windows(case):
    return any(all(piece.translate(LATIN1_AS_WINDOWS) in case.mine for piece in reading) for reading in case.others)


def embedded_file(case):
    return re.search(rb"(?m)^(begin [0-7]{3,4} |=ybegin )", case.raw) and case.files


def named_text(case):
    return any(file["content_type"].startswith("text/") for file in case.files)


def placeholder(case):
    return case.record["html"] and all("html" in "".join(reading).casefold() for reading in case.others)


def other_characters(case):
    return any(sign in str(reading) for sign in ("\ufffd", "?") for reading in case.others)


def broken_header(case):
    return has(case.problems, "no blank line", "no fields", "boundary", "conflicting")


def path_in_name(case):
    return any(re.search(r"[/\\]", name) for reading in case.others for name, _, _ in reading)


def same_names(case):
    mine = [(name, type_) for name, type_, _ in case.mine]
    return any(mine == [(name, type_) for name, type_, _ in reading] for reading in case.others)


def blank_lines_first(case):
    return case.raw[:1] in b"\r\n \t"


def international(case):
    return any("xn--" in address for _, address in case.mine)


def no_oracle(case):
    return len(case.others) < 2 or case.others[0] != case.others[1] or not all(case.others)


# In this order: the first that fits is told.
REASONS = (
    (("text", "subject", "date", "message_id", *PEOPLE), blank_lines_first, "blank lines above the header are passed over"),
    (("text",), embedded_file, "a file in uuencode or yEnc is taken out of the text"),
    (("text",), named_text, "a text part with a file name is a file, not text"),
    (("text",), placeholder, "text that only says 'this is HTML' gives way to the HTML"),
    (("text", "subject", *PEOPLE), guessed, "the charset is missing or wrong: told from the bytes"),
    (("text",), of_windows, "iso-8859-1 is read as windows-1252, as mail clients do"),
    (("text", "subject", "attachments", *PEOPLE), other_characters, "characters of a vendor's code page that the others lack"),
    (("attachments",), path_in_name, "a path is cut from a file name"),
    (("attachments",), same_names, "a damaged encoding is decoded further, or less far"),
    (PEOPLE, international, "an international domain stays as it came"),
    (("from", "to", "cc", "reply_to", "date", "message_id", "subject"), broken_header,
     "a damaged header: other fields are found in it"),
    (PEOPLE, no_oracle, "a malformed address, in which the others do not agree either"),
    (("date", "message_id"), no_oracle, "a malformed date or id, in which the others do not agree either"),
)


class Case:
    def __init__(self, raw, mine, others, record):
        self.raw, self.mine, self.others, self.record = raw, mine, others, record
        self.problems, self.files = record["problems"], record["attachments"]


def reason(field, raw, mine, gmime, python, record):
    case = Case(raw, mine, [reading for reading in (gmime, python) if reading is not None], record)
    return next((words for fields, fits, words in REASONS if field in fields and fits(case)), None)
