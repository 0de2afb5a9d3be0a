"""Mails as people's clients write them: a Korean customer with EUC-KR, agents answering from Outlook or Gmail."""
import base64
import email.utils


def encoded(text, charset="euc-kr"):
    return f"=?{charset}?B?{base64.b64encode(text.encode('cp949' if charset == 'euc-kr' else charset)).decode()}?="


def crlf(text):
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def proof(domain, result="pass"):
    """The field that the authenticating MTA in front writes."""
    return f"Authentication-Results: mx.example.net; dmarc={result} header.from={domain}\n"


def korean_question(sender, name, to, subject, body, message_id, cc=None, file=None):
    """As Naver or Outlook write it: EUC-KR header words, a base64 body in ks_c_5601-1987, perhaps a PDF."""
    head = (f"From: {encoded(name)} <{sender}>\nTo: {to}\n" + (f"Cc: {cc}\n" if cc else "") +
            f"Subject: {encoded(subject)}\nMessage-ID: <{message_id}>\nDate: {email.utils.formatdate()}\nMIME-Version: 1.0\n")
    text = ('Content-Type: text/plain; charset="ks_c_5601-1987"\nContent-Transfer-Encoding: base64\n\n' +
            base64.encodebytes(body.encode("cp949")).decode())
    if not file:
        return crlf(head + text)
    name, content = file
    attachment = (f'Content-Type: application/pdf; name="{encoded(name)}"\nContent-Transfer-Encoding: base64\n'
                  f'Content-Disposition: attachment; filename="{encoded(name)}"\n\n' + base64.encodebytes(content).decode())
    return crlf(head + 'Content-Type: multipart/mixed; boundary="=-b"\n\n--=-b\n' + text + "--=-b\n" + attachment + "--=-b--\n")


def reply(sender, to_mail, text, *, prove=None, name="", subject=None, message_id, quote=True, extra="", to=None):
    """An answer as Gmail writes it: above an attribution line and the quoted text; `to_mail` is what is answered."""
    body = text
    if quote:
        quoted = "".join(f"> {line}\n" for line in plain(to_mail).splitlines())
        body += f"\n\n2026년 11월 22일 (일) 오전 10:00, {to_mail['From']}님이 작성:\n\n{quoted}"
    answer_to = to or str(to_mail["Reply-To"] or to_mail["From"])
    return crlf((proof(sender.split("@")[1], prove) if prove else "") +
                f"From: {name} <{sender}>\nTo: {answer_to}\nSubject: {subject or 'Re: ' + str(to_mail['Subject'])}\n"
                f"Message-ID: <{message_id}>\nIn-Reply-To: {to_mail['Message-ID']}\n"
                f"References: {to_mail['References'] or ''} {to_mail['Message-ID']}\n"
                f"Date: {email.utils.formatdate()}\n{extra}MIME-Version: 1.0\n"
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n") + crlf(body)


def plain(mail):
    part = mail.get_body(("plain",))
    return part.get_content() if part else ""


def simple(sender, to, subject, text, message_id, extra=""):
    return crlf(f"From: {sender}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{message_id}>\n"
                f"Date: {email.utils.formatdate()}\n{extra}MIME-Version: 1.0\n"
                f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n")
