#!/usr/bin/env python3
"""A mail client for the demo: hands mails to ticketd by SMTP, and answers those that ticketd wrote into its Maildir.

  mail.py send FILE...                         mails from files, as they are
  mail.py write --from ADDRESS --subject S --text T
  mail.py answer ADDRESS --text T              answers the newest mail that ADDRESS got
"""
import argparse
import email.policy
import email.utils
import pathlib
import smtplib
import sys
from email.message import EmailMessage
from email.parser import BytesParser

HOST, PORT = "127.0.0.1", 2525
SUPPORT = "support@example.com"
ROOT = pathlib.Path(__file__).resolve().parents[2]


def hand_in(sender: str, recipients: list[str], raw: bytes) -> None:
    with smtplib.SMTP(HOST, PORT, timeout=30) as smtp:
        smtp.sendmail(sender, recipients, raw)
    print(f"  sent: {sender} -> {', '.join(recipients)}")


def new_message(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = email.utils.localtime()
    message["Message-ID"] = email.utils.make_msgid(domain=address_of(sender).rpartition("@")[2])
    message.set_content(text)
    return message


def address_of(field: str) -> str:
    return email.utils.parseaddr(field)[1]


def send(files: list[str]) -> None:
    for name in files:
        raw = pathlib.Path(name).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        date = f"Date: {email.utils.format_datetime(email.utils.localtime())}\r\n".encode()
        message = BytesParser(policy=email.policy.default).parsebytes(raw, headersonly=True)
        recipients = [a for _, a in email.utils.getaddresses(map(str, message.get_all("To", []) + message.get_all("Cc", [])))]
        ours = [a for a in recipients if a.partition("@")[2] == SUPPORT.partition("@")[2]]
        hand_in(address_of(str(message["From"])), ours, date + raw)


def newest_letter(outbox: pathlib.Path, to: str) -> EmailMessage:
    parse = BytesParser(policy=email.policy.default).parse
    letters = []
    for path in [*outbox.glob("new/*"), *outbox.glob("cur/*")]:
        with path.open("rb") as file:
            letter = parse(file)
        if address_of(str(letter["To"])).lower() == to.lower():
            letters.append((path.stat().st_mtime_ns, letter))
    if not letters:
        sys.exit(f"no mail to {to} in {outbox}")
    return max(letters, key=lambda pair: pair[0])[1]


def answer(outbox: pathlib.Path, author: str, text: str) -> None:
    """As mail clients do: to Reply-To, citing the letter's Message-ID, the letter quoted below."""
    letter = newest_letter(outbox, author)
    quoted = "\n".join("> " + line for line in letter.get_body(("plain",)).get_content().splitlines())
    to = str(letter["Reply-To"] or letter["From"])
    reply = new_message(str(letter["To"]), to, "Re: " + str(letter["Subject"]),
                        f"{text}\n\nOn {letter['Date']}, {letter['From']} wrote:\n{quoted}\n")
    reply["In-Reply-To"] = str(letter["Message-ID"])
    reply["References"] = f"{letter['References'] or ''} {letter['Message-ID']}".strip()
    hand_in(author, [address_of(to)], reply.as_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outbox", type=pathlib.Path, default=ROOT / "var/demo/outbox")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("send").add_argument("files", nargs="+")
    write = commands.add_parser("write")
    write.add_argument("--from", dest="sender", required=True)
    write.add_argument("--subject", required=True)
    write.add_argument("--text", required=True)
    reply = commands.add_parser("answer")
    reply.add_argument("address")
    reply.add_argument("--text", required=True)
    asked = parser.parse_args()
    if asked.command == "send":
        send(asked.files)
    elif asked.command == "write":
        message = new_message(asked.sender, SUPPORT, asked.subject, asked.text)
        hand_in(address_of(asked.sender), [SUPPORT], message.as_bytes())
    else:
        answer(asked.outbox, asked.address, asked.text)


if __name__ == "__main__":
    main()
