"""Mails as the mail clients of people write them: Outlook, Gmail, Apple Mail, Thunderbird, Naver and Daum, each in Korean and
in English. A client takes the mail that is answered and what the person typed, and gives the bytes that it would send."""
import base64
import dataclasses
import email.header
import email.utils
import html
import quopri
import typing

from .desk import text_of
from .mails import crlf

KOREAN, ENGLISH = "ko", "en"


@dataclasses.dataclass
class Answer:
    """What a client knows when somebody presses "send"."""
    name: str
    address: str
    mail: typing.Any  # that is answered
    typed: str
    number: int

    @property
    def domain(self):
        return self.address.split("@")[1]

    @property
    def to(self):
        return str(self.mail["Reply-To"] or self.mail["From"])

    @property
    def author(self):
        return email.utils.parseaddr(str(self.mail["From"]))

    @property
    def quoted(self):
        return text_of(self.mail).rstrip().splitlines()

    def subject(self, prefix="Re: "):
        old = str(self.mail["Subject"])
        return old if old.lower().startswith(prefix.lower()) else prefix + old


def word(text, charset="utf-8"):
    if text.isascii():
        return text
    coded = base64.b64encode(text.encode("cp949" if charset != "utf-8" else "utf-8")).decode()
    return f"=?{charset}?B?{coded}?="


def head(answer, message_id, charset="utf-8", extra="", references=True):
    subject = str(email.header.Header(answer.subject(), "utf-8", header_name="Subject")) if charset == "utf-8" else word(answer.subject(), charset)
    name = word(answer.name, charset)
    older = f"{answer.mail['References'] or ''} {answer.mail['Message-ID']}".strip() if references else ""
    return (f"From: {name} <{answer.address}>\nTo: {answer.to}\nSubject: {subject}\nDate: {email.utils.formatdate(localtime=True)}\n"
            f"Message-ID: <{message_id}>\nIn-Reply-To: {answer.mail['Message-ID']}\n" + (f"References: {older}\n" if older else "") + extra +
            "MIME-Version: 1.0\n")


def part(kind, text, charset="utf-8", encoding="base64", more=""):
    raw = text.encode({"euc-kr": "cp949", "ks_c_5601-1987": "cp949"}.get(charset, charset))
    body = base64.encodebytes(raw).decode() if encoding == "base64" else quopri.encodestring(raw).decode()
    return f'Content-Type: text/{kind}; charset="{charset}"{more}\nContent-Transfer-Encoding: {encoding}\n\n{body}'


def alternative(boundary, *parts):
    body = "".join(f"--{boundary}\n{one}\n" for one in parts)
    return f'Content-Type: multipart/alternative;\n\tboundary="{boundary}"\n\n{body}--{boundary}--\n'


def as_html(lines):
    return "<br>\n".join(html.escape(line) for line in lines)


def outlook(language):
    labels = ("보낸 사람", "보낸 날짜", "받는 사람", "제목") if language == KOREAN else ("From", "Sent", "To", "Subject")
    date = "2026년 11월 22일 일요일 오후 3:04" if language == KOREAN else "Sunday, November 22, 2026 3:04 PM"
    charset = "ks_c_5601-1987" if language == KOREAN else "utf-8"

    def write(answer):
        name, address = answer.author
        values = (f"{name} <{address}>", date, f"{answer.name} <{answer.address}>", str(answer.mail["Subject"]))
        block = [f"{label}: {value}" for label, value in zip(labels, values)]
        text = "\n".join([answer.typed, "", *block, "", *answer.quoted, ""])
        page = ('<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0cm}</style></head><body lang=KO>'
                + "".join(f'<p class="MsoNormal">{html.escape(line) or "<o:p>&nbsp;</o:p>"}</p>' for line in answer.typed.splitlines())
                + '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
                + "<br>".join(f"<b>{label}:</b> {html.escape(value)}" for label, value in zip(labels, values))
                + f'</p></div><p class="MsoNormal">{as_html(answer.quoted)}</p></body></html>')
        index = "Thread-Index: AQHc" + base64.b64encode(f"{answer.number:018d}".encode()).decode() + "\nX-Mailer: Microsoft Outlook 16.0\n"
        return head(answer, f"SL2P216MB{answer.number:04d}@SL2P216MB0001.KORP216.PROD.OUTLOOK.example", charset, index) + alternative(
            f"_000_SL2P216MB{answer.number}_", part("plain", text, charset), part("html", page, charset))

    return write


def gmail(language):
    def write(answer):
        name, address = answer.author
        line = (f"2026년 11월 22일 (일) 오후 3:04, {name} <{address}>님이 작성:" if language == KOREAN
                else f"On Sun, Nov 22, 2026 at 3:04 PM {name} <{address}> wrote:")
        text = "\n".join([answer.typed, "", line, "", *(f"> {one}" for one in answer.quoted), ""])
        page = (f'<div dir="ltr">{as_html(answer.typed.splitlines())}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
                f'{html.escape(line)}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
                f'rgb(204,204,204);padding-left:1ex">{as_html(answer.quoted)}</blockquote></div>')
        return head(answer, f"CAF{answer.number:04d}=abc+def@mail.gmail.example") + alternative(
            f"000000000000{answer.number:04d}", part("plain", text), part("html", page, encoding="quoted-printable"))

    return write


def apple_mail(language):
    def write(answer):
        name, address = answer.author
        line = (f"2026. 11. 22. 오후 3:04, {name} <{address}> 작성:" if language == KOREAN
                else f"On Nov 22, 2026, at 3:04 PM, {name} <{address}> wrote:")
        text = "\n".join([answer.typed, "", *(f"> {one}" for one in [line, "", *answer.quoted]), ""])
        page = (f'<html><head></head><body style="overflow-wrap: break-word;">{as_html(answer.typed.splitlines())}<br><div><br><blockquote '
                f'type="cite"><div>{html.escape(line)}</div><br class="Apple-interchange-newline"><div>{as_html(answer.quoted)}</div>'
                "</blockquote></div><br></body></html>")
        return head(answer, f"7E1D{answer.number:04d}-52AF-4C0B@{answer.domain}", extra="X-Mailer: Apple Mail (2.3826.200.121)\n") + alternative(
            f"Apple-Mail=_7E1D{answer.number:04d}", part("plain", text, encoding="quoted-printable"), part("html", page, encoding="quoted-printable"))

    return write


def thunderbird(language):
    def write(answer):
        name, _ = answer.author
        line = f"2026-11-22 오후 3:04에 {name} 이(가) 쓴 글:" if language == KOREAN else f"On 22/11/2026 15:04, {name} wrote:"
        text = "\n".join([answer.typed, "", line, *(f"> {one}" for one in answer.quoted), "", "-- ", answer.name, ""])
        extra = "User-Agent: Mozilla Thunderbird\nContent-Language: ko\n"
        return head(answer, f"0f3c{answer.number:04d}-9bd1-4f0e@{answer.domain}", extra=extra) + part(
            "plain", text, encoding="quoted-printable", more="; format=flowed")

    return write


def naver(_language):
    def write(answer):
        name, address = answer.author
        block = ["-----Original Message-----", f'From: "{name}" <{address}>', f'To: "{answer.name}" <{answer.address}>;', "Cc:",
                 "Sent: 2026-11-22 (일) 15:04:05 (GMT+09:00)", f"Subject: {answer.mail['Subject']}", ""]
        text = "\n".join([answer.typed, "", *block, *answer.quoted, ""])
        page = ('<html><head><style>p{margin-top:0px;margin-bottom:0px;}</style></head><body><div style="font-size:10pt; font-family:Gulim;">'
                + "".join(f"<p>{html.escape(line) or '&nbsp;'}</p>" for line in answer.typed.splitlines())
                + '<p>&nbsp;</p><div class="NM_inputProtect" style="border-left:5px solid #cdcdcd"><p>' + as_html(block + answer.quoted)
                + "</p></div></div></body></html>")
        return head(answer, f"{answer.number:04d}b1c0ffee@cweb012.nm.naver.example", extra="X-Works-Send-Opt: 1\n", references=False) + alternative(
            f"----Boundary=_{answer.number:04d}", part("plain", text), part("html", page))

    return write


def daum(language):
    def write(answer):
        name, address = answer.author
        block = ["--------- 원본 메일 ---------", f"보낸사람: {name} <{address}>", f"받는사람 : {answer.name} <{answer.address}>",
                 "날짜: 2026년 11월 22일 일요일, 15시 04분 05초 +0900", f"제목: {answer.mail['Subject']}", ""]
        page = ('<div style="font-family:돋움;font-size:10pt">' + as_html([*answer.typed.splitlines(), "", "", *block, *answer.quoted])
                + "</div>")
        charset = "euc-kr" if language == KOREAN else "utf-8"
        return head(answer, f"20261122.{answer.number:04d}.daum@wwl{answer.number}.hanmail.example", charset, references=False) + part("html", page, charset)

    return write


CLIENTS = {f"{make.__name__}, {language}": (language, make(language))
           for make in (outlook, gmail, apple_mail, thunderbird, naver, daum) for language in (KOREAN, ENGLISH)}


def answer(client, name, address, mail, typed, number):
    """The bytes that this client sends."""
    _, write = CLIENTS[client]
    return crlf(write(Answer(name, address, mail, typed, number)))
