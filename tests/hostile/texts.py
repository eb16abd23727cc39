"""Text, pages, mails and names: encodings that lie, endless lines, words that wear patterns out."""

from __future__ import annotations

import random

from tests.hostile.kinds import READY, Trap, kind, partial, rejected, unreadable

SAYS = "节能自查报告"
UNKNOWN = unreadable("unknown_format")


# -- encodings ------------------------------------------------------------------------------------
@kind("bare-le.txt", READY, says=SAYS)
def text_utf16_without_mark(_: Trap) -> bytes:
    return (f"{SAYS}\r\n二〇〇八年度完成情况良好。\r\n" * 5).encode("utf-16-le")


@kind("bare-be.txt", READY, says=SAYS)
def text_utf16_big_without_mark(_: Trap) -> bytes:
    return (f"{SAYS}\r\n二〇〇八年度完成情况很好。\r\n" * 5).encode("utf-16-be")


@kind("surrogates.txt", READY, says=SAYS)
def text_lone_surrogates(_: Trap) -> bytes:
    return b"\xff\xfe" + f"{SAYS}\ud800 \udc00 完".encode("utf-16-le", "surrogatepass")


@kind("cesu.txt", READY, says=SAYS)
def text_surrogates_in_utf8(_: Trap) -> bytes:
    return f"{SAYS}，二〇〇八年。\ud83d\ude00 \ud800 完成情况。".encode("utf-8", "surrogatepass")


@kind("overlong.txt", READY, says=SAYS)
def text_overlong_utf8(_: Trap) -> bytes:
    return (
        f"{SAYS}，二〇〇八年度完成情况良好，".encode()
        + b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf"
        + "完。".encode()
    )


@kind("odd.txt", READY, says=SAYS)
def text_utf16_cut_in_a_letter(_: Trap) -> bytes:
    return b"\xff\xfe" + f"{SAYS}二".encode("utf-16-le")[:-1]


@kind("mark.txt", READY)
def text_of_a_mark_only(_: Trap) -> bytes:
    return b"\xef\xbb\xbf"


@kind("blank.txt", READY)
def text_of_spaces(_: Trap) -> bytes:
    return b" \r\n\t" * 50_000


@kind("empty.txt", rejected("empty_file"))
def empty(_: Trap) -> bytes:
    return b""


@kind("escape.txt", READY, says=SAYS)
def text_terminal_commands(_: Trap) -> bytes:
    return f"{SAYS}\x1b]0;owned\x07\x1b[2J 完成情况良好。\n".encode() * 3


@kind("direction.txt", READY)
def text_direction_marks(_: Trap) -> bytes:
    return f"\u202e{SAYS}\u2066\u200b\ufeff 零宽\u200d字符\n".encode() * 3


@kind("zalgo.txt", READY)
def text_towers_of_accents(_: Trap) -> bytes:
    return ("节" + "\u0301\u0316" * 20_000 + "能\n").encode() * 3


@kind("planes.txt", READY)
def text_rare_planes(_: Trap) -> bytes:
    return (f"{SAYS} \U00020000\U0002a6df\U000e0001\U0010ffff\ufffe\uffff ﷽ 𝟙\n").encode() * 3


@kind("noise.bin", UNKNOWN)
def noise(_: Trap) -> bytes:
    return b"\x01" + random.Random(1).randbytes(50_000)


@kind("program.exe", UNKNOWN)
def program(_: Trap) -> bytes:
    return b"\x7fELF\2\1\1" + random.Random(2).randbytes(9_000)


@kind("shortcut.lnk", UNKNOWN)
def shortcut(_: Trap) -> bytes:
    return b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + random.Random(3).randbytes(900)


@kind("pickle.dat", UNKNOWN)
def pickled_command(_: Trap) -> bytes:
    return b"\x80\x04\x95\x1d\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x94\x85\x94R\x94."


# -- endless and wearing --------------------------------------------------------------------------
@kind("line.txt", READY)
def text_one_line_of_a_quarter_megabyte(_: Trap) -> bytes:
    return ("节能减排" * 20_000).encode()


@kind("line100.txt", partial("too_many_pages"), campaign=True)
def text_one_line_of_a_hundred_megabytes(_: Trap) -> bytes:
    return ("节能减排abc " * 6_250_000).encode()


@kind("digits.txt", READY)
def text_of_digits(_: Trap) -> bytes:
    return b"1" * 100_000


@kind("groups.txt", READY)
def text_of_digit_groups(_: Trap) -> bytes:
    return b"1,234" + b",567" * 20_000 + b"."


@kind("chinese-digits.txt", READY)
def text_of_chinese_digits(_: Trap) -> bytes:
    return ("一亿二千" * 10_000).encode()


@kind("years.txt", READY)
def text_of_years(_: Trap) -> bytes:
    return ("2008年至2009年" * 4_000).encode()


@kind("dates.txt", READY)
def text_of_dates(_: Trap) -> bytes:
    return ("二〇〇八年十三月三十二日 2008-02-30 " * 2_000).encode()


@kind("brackets.txt", READY)
def text_of_brackets(_: Trap) -> bytes:
    return ("（〔《【" * 10_000).encode()


@kind("numbers.txt", READY)
def text_of_document_numbers(_: Trap) -> bytes:
    return ("青政发〔2008〕12号" * 800).encode()


@kind("more-numbers.txt", READY, note="not_understood", campaign=True)
def text_of_many_document_numbers(_: Trap) -> bytes:
    return ("青政发〔2008〕12号" * 20_000).encode()


@kind("figures.txt", READY)
def text_of_figures(_: Trap) -> bytes:
    return ("单位GDP能耗1.220吨标准煤/万元，同比下降4.14%，" * 500).encode()


@kind("spaces.txt", READY)
def text_of_wide_spaces(_: Trap) -> bytes:
    return ("节" + "　" * 300_000 + "能").encode()


@kind("lines.txt", READY)
def text_of_fifty_thousand_lines(_: Trap) -> bytes:
    return "能\n".encode() * 50_000


@kind("names.txt", READY)
def text_of_entity_names(_: Trap) -> bytes:
    return ("青川区人民政府柏溪县临川市统计局" * 2_000).encode()


@kind("exponent.csv", READY)
def csv_numbers_of_a_billion_digits(_: Trap) -> bytes:
    return ("指标,数值\n能耗,1e999999999\n电力," + "9" * 5_000 + "\n煤,-1E-999999999\n").encode()


@kind("formulas.csv", READY, says="=cmd")
def csv_formulas(trap: Trap) -> bytes:
    return f'名称,数量\n=cmd|\' /C calc\'!A0,1\n@SUM(1+1),2\n+1,3\n-1,4\n"=HYPERLINK(""{trap.url}"")",5\n'.encode()


@kind("wide.csv", READY)
def csv_four_thousand_columns(_: Trap) -> bytes:
    return b"a," * 4_000 + b"\n" + b"1," * 4_000


@kind("wider.csv", READY, campaign=True)
def csv_two_hundred_thousand_columns(_: Trap) -> bytes:
    return b"a," * 200_000 + b"\n" + b"1," * 200_000


@kind("quote.csv", READY)
def csv_quote_never_closed(_: Trap) -> bytes:
    return '名称,数量\n"能耗,'.encode() + b"1,2\n" * 20_000


@kind("deep.json", READY)
def json_nested(_: Trap) -> bytes:
    return b"[" * 60_000 + b"]" * 60_000


@kind("laughs.xml", READY)
def xml_billion_laughs(_: Trap) -> bytes:
    lines = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">{lines}]><l>&l11;</l>'.encode()


@kind("drawing.svg", READY)
def svg_with_script(trap: Trap) -> bytes:
    return (
        f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "{trap.file_url}">]>'
        f'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><image href="{trap.url}"/><text>&x;</text></svg>'
    ).encode()


# -- web pages ------------------------------------------------------------------------------------
@kind("tags.html", READY)
def html_thousands_of_nested_tags(_: Trap) -> bytes:
    return b"<html><body>" + b"<div>" * 50_000 + SAYS.encode()


@kind("million.html", READY, campaign=True)
def html_a_million_nested_tags(_: Trap) -> bytes:
    return b"<html><body>" + b"<div>" * 1_000_000 + SAYS.encode()


@kind("tables.html", READY)
def html_nested_tables(_: Trap) -> bytes:
    return b"<html><body>" + b"<table><tr><td>" * 3_000 + SAYS.encode()


@kind("spans.html", READY, says=SAYS)
def html_absurd_spans(_: Trap) -> bytes:
    cell = '<td colspan="2000000000" rowspan="2000000000">'
    return (
        f"<html><body><p>{SAYS}</p><table><tr>{cell}一</td>{cell}二</td></tr></table></body></html>".encode()
    )


@kind("remote.html", READY, says=SAYS)
def html_remote_parts(trap: Trap) -> bytes:
    return (
        f'<html><head><meta http-equiv="refresh" content="0;url={trap.url}"><link rel="stylesheet" href="{trap.url}">'
        f'<base href="{trap.url}"></head><body><img src="{trap.url}"><iframe src="{trap.file_url}"></iframe>'
        f"<script src='{trap.url}'></script><p>{SAYS}</p></body></html>"
    ).encode()


@kind("attributes.html", READY, says=SAYS)
def html_endless_attribute(_: Trap) -> bytes:
    long = "a" * 3_000_000
    return f"<html><body><p title='{long}' {'b ' * 50_000}>{SAYS}</p></body></html>".encode()


@kind("entities.html", READY, says=SAYS)
def html_entities(_: Trap) -> bytes:
    return f"<html><body><p>{SAYS}{'&#1114112;&#55296;&#0;&bogus;&lt;script&gt;' * 4_000}</p></body></html>".encode()


@kind("open.html", READY)
def html_comment_never_closed(_: Trap) -> bytes:
    return b"<html><body><p>" + SAYS.encode() + b"</p>" + b"<!-- <!" * 30_000


# -- mails ----------------------------------------------------------------------------------------
HEAD = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?b?6IqC6IO9?=\r\nMIME-Version: 1.0\r\n"


def parts(*bodies: bytes, boundary: bytes = b"b") -> bytes:
    inner = b"".join(b"--" + boundary + b"\r\n" + body + b"\r\n" for body in bodies)
    return (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="'
        + boundary
        + b'"\r\n\r\n'
        + inner
        + b"--"
        + boundary
        + b"--\r\n"
    )


WORDS = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + SAYS.encode()


def attached(name: bytes, data: bytes = b"report") -> bytes:
    return (
        b'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="'
        + name
        + b'"\r\n\r\n'
        + data
    )


@kind("nested.eml", READY)
def mail_multipart_nested_deep(_: Trap) -> bytes:
    body = WORDS
    for n in range(200):
        mark = b"b%d" % n
        body = (
            b'Content-Type: multipart/mixed; boundary="'
            + mark
            + b'"\r\n\r\n--'
            + mark
            + b"\r\n"
            + body
            + b"\r\n--"
            + mark
            + b"--\r\n"
        )
    return HEAD + body


def _mails(depth: int) -> bytes:
    data = HEAD + WORDS + b" %d" % depth
    for _n in range(depth):
        data = HEAD + b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + data
    return data


@kind("mail-in-mail.eml", READY)
def mail_nested_two_hundred_deep(_: Trap) -> bytes:
    return _mails(200)


@kind("parts.eml", READY, says=SAYS)
def mail_of_fifteen_hundred_parts(_: Trap) -> bytes:
    return parts(WORDS, *(b"Content-Type: text/plain\r\n\r\n%d" % n for n in range(1_500)))


@kind("open.eml", READY)
def mail_boundary_never_closed(_: Trap) -> bytes:
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' + WORDS


@kind("no-boundary.eml", READY)
def mail_without_boundary(_: Trap) -> bytes:
    return HEAD + b"Content-Type: multipart/mixed\r\n\r\n" + SAYS.encode()


@kind("charset.eml", READY, says=SAYS)
def mail_unknown_charset(_: Trap) -> bytes:
    return HEAD + b"Content-Type: text/plain; charset=klingon\r\n\r\n" + f"{SAYS}，二〇〇八年。".encode()


@kind("encoding.eml", READY)
def mail_broken_base64(_: Trap) -> bytes:
    return HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!=A=B===%%%"


@kind("header.eml", READY)
def mail_header_of_a_megabyte(_: Trap) -> bytes:
    return (
        HEAD + b"X-Long: " + b"a" * 1_000_000 + b"\r\nTo: " + b"<a@b>," * 3_000 + b"\r\n\r\n" + SAYS.encode()
    )


@kind("address.eml", READY)
def mail_nested_comments_in_address(_: Trap) -> bytes:
    return HEAD + b"Cc: " + b"(" * 20_000 + b"\r\n\r\n" + SAYS.encode()


@kind("climb.eml", {"": READY, "!/../../etc/passwd": rejected("unsafe_name"), "!/good.txt": READY})
def mail_attachment_climbs(_: Trap) -> bytes:
    return parts(WORDS, attached(b"../../etc/passwd"), attached(b"good.txt", b"mail attachment one"))


@kind("code.eml", {"": READY, "!/<script>alert(1)</script>.txt": READY, "!/<b>.txt": READY})
def mail_attachment_named_like_code(_: Trap) -> bytes:
    return parts(
        WORDS, attached(b"<script>alert(1)</script>.txt"), attached(b"<b>.txt", b"mail attachment two")
    )


@kind("lost.eml", {"": READY, "!/a.bin": rejected("empty_file"), "!/good.txt": READY})
def mail_attachment_empty(_: Trap) -> bytes:
    return parts(WORDS, attached(b"a.bin", b""), attached(b"good.txt", b"mail attachment three"))


# -- names ----------------------------------------------------------------------------------------
@kind("=cmd|' /C calc'!A0.txt", READY, says=SAYS)
def name_is_a_formula(_: Trap) -> bytes:
    return f"{SAYS}一".encode()


@kind("<script>alert(1)<∕script>.txt", READY, says="<script>")
def name_and_text_are_a_script(_: Trap) -> bytes:
    return f'<script>alert(1)</script>\n{SAYS}\n"><img src=x onerror=alert(2)>'.encode()


@kind("a\r\nSet-Cookie: x=1.txt", READY, says=SAYS)
def name_of_two_lines(_: Trap) -> bytes:
    return f"{SAYS}二".encode()


@kind("{{7*7}}${7*7}%s%n'\";--.txt", READY, says=SAYS)
def name_of_templates_and_quotes(_: Trap) -> bytes:
    return f"{SAYS}三 {{{{7*7}}}} ' OR 1=1 --".encode()


@kind("../../../../etc/passwd", READY, says=SAYS)
def name_climbs(_: Trap) -> bytes:
    """The name of an upload is only shown, never used as a path."""
    return f"{SAYS}四".encode()


@kind("-rf", READY, says=SAYS)
def name_is_an_option(_: Trap) -> bytes:
    return f"{SAYS}五".encode()


@kind("长" * 2_000 + ".txt", READY, says=SAYS)
def name_of_six_thousand_bytes(_: Trap) -> bytes:
    return f"{SAYS}六".encode()
