"""`ticketctl parse` as a process on hostile mails of twenty megabytes and more: processor time and peak memory, the whole program
counted. tests/unit/parsers/hostile_test.cpp holds the parser alone to the same bounds with more mails."""
import os
import pathlib
import tempfile
import unittest

from support.desk import PROGRAMS

TICKETCTL = PROGRAMS / "ticketctl"
RELEASE = "release" in str(PROGRAMS)  # others are not optimised, and check what they do
SHARE = 1 if RELEASE else 4  # of the mails' lengths
MEGABYTE = 1 << 20
HEADER = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: big\r\nMessage-ID: <big@example.com>\r\n"
GREETING = "안녕하세요 고객님 ".encode("euc-kr")


def repeated(piece, count):
    """In pieces that are small beside the mail: the kernel counts what this process held as the peak of those it starts."""
    at_once = max(1, 64 * 1024 // len(piece))
    for left in range(count // SHARE, 0, -at_once):
        yield piece * min(at_once, left)


def body(content_type, encoding, piece, count):
    yield HEADER + f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
    yield from repeated(piece, count)


def below(head, piece, count, end=b""):
    yield head
    yield from repeated(piece, count)
    yield end


def nested(count):
    yield HEADER
    for level in range(count // SHARE):
        yield b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)


HOSTILE = {
    "base64 of one file": lambda: body("application/pdf", "base64", b"A" * 76 + b"\r\n", 300_000),
    "base64 of text": lambda: body("text/plain; charset=utf-8", "base64", b"QUJD" * 19 + b"\r\n", 300_000),
    "Korean in EUC-KR": lambda: body("text/plain; charset=euc-kr", "8bit", GREETING * 4 + b"\r\n", 300_000),
    "HTML": lambda: body("text/html; charset=utf-8", "8bit", b"<p>a &amp; b <b>c</b></p>\n", 900_000),
    "quoted-printable": lambda: body("text/plain; charset=utf-8", "quoted-printable", b"=C3=A4 and so on=\r\n", 1_000_000),
    "empty lines": lambda: below(HEADER + b"\r\n", b"\n", 20_000_000),
    "quoted lines": lambda: below(HEADER + b"\r\nanswer\r\n\r\n", b"> quoted\n", 2_000_000),
    "signs and controls": lambda: body("text/plain; charset=windows-1252", "8bit", b"\x80\x01", 10_000_000),
    "fields": lambda: below(b"Subject: x\r\n", b"X-A: b\r\n", 2_500_000, b"\r\nx\r\n"),
    "one field": lambda: below(b"Subject: ", b"x", 20_000_000, b"\r\n\r\nx\r\n"),
    "nested parts": lambda: nested(300_000),
    "parts": lambda: body("multipart/mixed; boundary=b", "7bit", b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n", 500_000),
    "an attached mail": lambda: below(HEADER + b"Content-Type: message/rfc822\r\n\r\nFrom: a@example.com\r\nSubject: x\r\n\r\n", b"a line of text\r\n", 1_200_000),
    "attached mails": lambda: body("multipart/mixed; boundary=b", "7bit",
                                   b"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@example.com\r\n\r\nx\r\n", 300_000),
}


class ParseBounds(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.file = pathlib.Path(directory.name) / "mail.eml"

    def run_on(self, mail, mode="wb"):
        """Processor seconds and peak bytes of one run."""
        with self.file.open(mode) as file:
            file.writelines(mail)
        child = os.posix_spawn(TICKETCTL, ["ticketctl", "parse", "--json", str(self.file)], os.environ,
                               file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
        _, status, used = os.wait4(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0)
        return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024

    def test_a_file_of_any_size_takes_no_more_than_a_mail_may(self):
        with self.file.open("wb") as file:
            file.truncate(1 << 30)
        _, peak = self.run_on([], mode="ab")
        self.assertLessEqual(peak, 256 * MEGABYTE)

    def test_time_and_memory_stay_in_proportion(self):
        own_time, own_memory = self.run_on([HEADER, b"\r\nsmall\r\n"])
        slowness = 1 if RELEASE else 30
        for name, mail in HOSTILE.items():
            with self.subTest(name):
                seconds, peak = self.run_on(mail())
                size = self.file.stat().st_size
                self.assertLessEqual(peak - own_memory, 4 * size + 8 * MEGABYTE, f"{(peak - own_memory) / size:.2f} times its size")
                self.assertLessEqual(seconds - own_time, (0.5 + size / (10 * MEGABYTE)) * slowness)


if __name__ == "__main__":
    unittest.main()
