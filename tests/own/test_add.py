"""`corpuspkg add` reads letters from files of many kinds, keeps the originals and says where they came from."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from corpuspkg.cli import app
from corpuspkg.errors import MissingExtraError
from corpuspkg.intake import Added, Refused, add_files, read_original
from corpuspkg.intake.found import UnreadableOriginalError
from corpuspkg.pipeline import build
from corpuspkg.sidecar import SCHEMA_LINE, Sidecar, read_sidecar

BODY = (
    "The footbridge over the Wey has been closed for a year, and our meetings on it were called off. Article 11 of the"
    " European Convention on Human Rights protects them."
)
PAGE = f"""<!DOCTYPE html>
<!-- saved from url=(0034)https://news.example.org/saved -->
<html><head><meta property="og:site_name" content="The Millbrook Post"><title>Bridge | Post</title>
<meta property="article:published_time" content="2021-03-09T08:00:00+01:00">
</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">Weather</a></li></ul></nav>
<article><h1>Letter on the bridge</h1><p>Millbrook, 4 March 2021</p><p>Dear Commissioner Brown,</p><p>{BODY}</p>
<ol><li>Have it repaired.</li><li>Publish the report.</li></ol><p>Yours sincerely,<br>Ada Miller<br>Chair</p></article>
<aside><p>Ten recipes for spring that everybody is talking about.</p></aside><footer>Cookies</footer></body></html>"""
MAIL = """From: Ada Miller <ada@example.org>
To: John Brown <brown@example.org>, press@example.org
Date: Thu, 4 Mar 2021 23:30:00 +0200
Subject: =?utf-8?q?The_Br=C3=BCcke?=
MIME-Version: 1.0
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Dear Mr Brown,

the Br=FCcke is closed.

Ada Miller
"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader><fileDesc><titleStmt><title>Miller to Brown</title></titleStmt>
<publicationStmt><publisher>Archive</publisher></publicationStmt></fileDesc><profileDesc><correspDesc>
<correspAction type="sent"><persName>Ada Miller</persName><placeName>Millbrook</placeName>
<date notBefore="1921-03-04" notAfter="1921-03-06"/></correspAction>
<correspAction type="received"><orgName>Bridge Office</orgName></correspAction></correspDesc></profileDesc></teiHeader>
<text><body><opener><dateline>Millbrook</dateline><salute>Dear Mr Brown,</salute></opener><p>the bridge is
<choice><sic>closd</sic><corr>closed</corr></choice><note>sic</note>.<lb/>Help</p><closer><signed>Ada</signed></closer>
</body></text></TEI>"""


def make_pdf(lines: list[str], password: str | None = None) -> bytes:
    """A PDF of one page, written by hand."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, entry in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, entry)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    out += b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(out) - len(table) - 27)
    if password is None:
        return out
    import pypdf  # noqa: PLC0415 - this case alone

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(out))
    writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def make_docx() -> bytes:
    import docx  # noqa: PLC0415 - this case alone

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Bridge Society"
    for line in ("Dear Commissioner Brown,", BODY, "Ada Miller"):
        document.add_paragraph(line)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "bridge", "closed"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


LETTER_DIV = '<div type="letter"><p>Dear Mr Brown</p></div>'


def tei_of(*texts: str) -> bytes:
    """A TEI document with these texts, in a group where they are several."""
    bodies = "".join(f"<text><body>{text}</body></text>" for text in texts)
    content = bodies if len(texts) == 1 else f"<text><group>{bodies}</group></text>"
    return f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/>{content}</TEI>'.encode()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    def write(name: str, content: bytes | str) -> Path:
        path = tmp_path / "given" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


Write = Callable[[str, bytes | str], Path]


def text_of(path: Path) -> str:
    return read_original(path)[0].text


def test_web_page(write: Write) -> None:
    found, _ = read_original(write("page.html", PAGE))
    blocks = found.text.rstrip("\n").split("\n\n")
    assert blocks == [
        "Letter on the bridge",
        "Millbrook, 4 March 2021",
        "Dear Commissioner Brown,",
        BODY,
        "1. Have it repaired.\n2. Publish the report.",
        "Yours sincerely,\nAda Miller\nChair",
    ]
    assert {(fact.part, fact.field): fact.value for fact in found.facts} == {
        ("source", "url"): "https://news.example.org/saved",
        ("source", "publisher"): "The Millbrook Post",
        ("source", "published_date"): "2021-03-09",
        ("letter", "title"): "Letter on the bridge",
    }
    assert any("words" in note for note in found.notes)


def test_email(write: Write) -> None:
    found, _ = read_original(write("mail.eml", MAIL))
    assert found.text == "Dear Mr Brown,\n\nthe Brücke is closed.\n\nAda Miller\n"
    stated = [(fact.field, fact.value) for fact in found.facts]
    # The day is the sender's own, and an address without a name is nobody.
    assert stated == [
        ("title", "The Brücke"),
        ("sent_date", "2021-03-04"),
        ("sender", "Ada Miller"),
        ("recipient", "John Brown"),
    ]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Repair  the\nbridge.</p>", "Repair the bridge.\n"),
        ("<div>Dear Mr Brown,<br><br></div><div>the bridge</div><div><br></div><div>Yours,</div><div>Ada</div>",
         "Dear Mr Brown,\n\nthe bridge\n\nYours,\nAda\n"),
        ("<table><tr><td><p>Dear <b>Tom</b> Brown,</p>Help: <ul><li>one</li><li>two</li></ul></td></tr></table>",
         "Dear Tom Brown,\n\nHelp:\n\n- one\n- two\n"),
        ("<p>one<br>two<br><br>three</p><blockquote>four</blockquote>", "one\ntwo\n\nthree\n\nfour\n"),
    ],
)  # fmt: skip
def test_email_in_html_is_read_as_it_is_laid_out(write: Write, page: str, text: str) -> None:
    mail = f"Subject: a\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body>{page}</body></html>"
    assert text_of(write("a.eml", mail)) == text


def test_web_page_in_windows_1251(write: Write) -> None:
    page = PAGE.replace("Dear Commissioner Brown", "Уважаемый комиссар Браун")
    head = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    data = page.replace("<head>", f"<head>{head}", 1).encode("cp1251", errors="xmlcharrefreplace")
    assert "Уважаемый комиссар Браун," in text_of(write("a.html", data))


def test_pdf_that_only_its_owner_may_change(write: Write) -> None:
    assert text_of(write("a.pdf", make_pdf(["Dear Mr Brown,"], ""))) == "Dear Mr Brown,\n"


def test_email_with_attachment_and_encrypted_email(write: Write) -> None:
    parts = 'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain\n\nDear you\n--x\n'
    attached = "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\nabc\n--x--\n"
    found, _ = read_original(write("a.eml", f"Subject: a\nMIME-Version: 1.0\n{parts}{attached}"))
    assert found.notes == ["attachments left out: a.pdf"]
    with pytest.raises(UnreadableOriginalError, match="encrypted"):
        read_original(write("b.eml", "Subject: a\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime\n\nMII"))


@pytest.mark.parametrize("to", ["undisclosed-recipients:;", "<>", "(", "a@b, Bo Ly <", "Bo Ly <bo@example.org>"])
def test_odd_headers_of_emails(write: Write, to: str) -> None:
    found, _ = read_original(write("a.eml", f"Subject: a\nTo: {to}\nDate: never\n\nDear you\n"))
    assert found.text == "Dear you\n"
    assert {fact.value for fact in found.facts} <= {"a", "Bo Ly"}


def damage(data: bytes, random: Random) -> bytes:
    """Some bytes changed, lost, put in or doubled."""
    content = bytearray(data)
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(content) + 1)
        content[at : at + random.randint(0, 40)] = random.choice((b"", random.randbytes(5), content[at : at + 30]))
    return bytes(content)


@pytest.mark.parametrize("name", ["a.html", "a.eml", "a.xml", "a.pdf", "a.docx", "a.md"])
def test_a_damaged_file_is_read_or_refused(write: Write, name: str) -> None:
    text = "# Hi\n\n[a](b) <https://example.org>\n\n1. a\n   - b\n"
    whole = {"a.html": PAGE.encode(), "a.eml": MAIL.encode(), "a.xml": TEI.encode(), "a.md": text.encode()}
    data = whole.get(name) or (make_docx() if name == "a.docx" else make_pdf(["Dear Mr Brown,", "", "a"]))
    random = Random(name)  # noqa: S311 - the same damage every time
    for _ in range(40):
        path = write(name, damage(data, random))
        try:
            assert read_original(path)[0].text.strip()
        except UnreadableOriginalError as error:
            assert str(path) in str(error)  # noqa: PT017 - one of two outcomes


def test_pdf_keeps_paragraphs_apart(write: Write) -> None:
    text = text_of(write("letter.pdf", make_pdf(["Dear Mr Brown,", "", "the bridge", "is closed.", "", "Ada"])))
    assert text == "Dear Mr Brown,\n\nthe bridge\nis closed.\n\nAda\n"


def test_word(write: Write) -> None:
    text = text_of(write("letter.docx", make_docx()))
    assert text.split("\n\n") == ["Bridge Society", "Dear Commissioner Brown,", BODY, "Ada Miller", "bridge\tclosed\n"]


def test_markdown(write: Write) -> None:
    text = '---\ntitle: "A b"\nauthor: Ada\n---\n# Hi\n\nDear *Bo*,\n[it](https://example.org/r):\n\n3. one\n4. two\n'
    found, _ = read_original(write("l.md", text))
    assert found.text == "Hi\n\nDear Bo,\nit (https://example.org/r):\n\n3. one\n\n4. two\n"
    assert [(fact.field, fact.value) for fact in found.facts] == [("title", "A b")]
    assert found.notes == ["front matter left out: author"]


def test_tei(write: Write) -> None:
    found, _ = read_original(write("letter.xml", TEI))
    assert found.text == "Millbrook\n\nDear Mr Brown,\n\nthe bridge is closd.\nHelp\n\nAda\n"
    stated = [(fact.field, fact.value, fact.kind) for fact in found.facts]
    assert stated == [
        ("title", "Miller to Brown", None),
        ("publisher", "Archive", None),
        ("sender", "Ada Miller", "person"),
        ("place_from", "Millbrook", None),
        ("sent_date", "1921-03-04/1921-03-06", None),
        ("recipient", "Bridge Office", "organization"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"Br\xfccke", "not valid utf-8 .*--encoding"),
        ("a.txt", b"a\0b", "NUL"),
        ("a.pdf", make_pdf([]), "scanned"),
        ("a.pdf", make_pdf(["secret"], "pass"), "encrypted"),
        ("a.pdf", b"%PDF-1.4\nnothing", "broken"),
        ("a.docx", b"PK\x03\x04nothing", "broken"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file .* or an encrypted"),
        ("a.odt", b"PK\x03\x04", "archive or an office file"),
        ("a.doc", b"{\\rtf1 a}", "RTF"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "picture"),
        ("a.html", b"<html><body><nav>a</nav></body></html>", "no letter was found"),
        ("a.xml", b"<a", "well-formed"),
        ("a.xml", b"<a/>", "no TEI"),
        ("a.eml", b"\n\nno header", "no header"),
        ("a.xyz", b"a", "not known"),
        ("a", b"a", "has no ending"),
        ("a.xml", tei_of(LETTER_DIV * 2), "holds 2 letters"),
        ("a.xml", tei_of(LETTER_DIV, LETTER_DIV), "holds 2 letters"),
        ("a.xml", TEI.replace("<correspDesc>", "<correspDesc/><correspDesc>").encode(), "holds 2 letters"),
        ("a.eml", b"Subject: a\nContent-Type: text/html\n\n<script>a</script>", "no text"),
    ],
)
def test_says_what_it_cannot_read(write: Write, name: str, content: bytes, message: str) -> None:
    path = write(name, content)
    with pytest.raises(UnreadableOriginalError, match=message) as raised:
        read_original(path)
    assert str(raised.value).startswith(str(path))


def test_entities_of_xml_do_not_grow(write: Write) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE TEI [<!ENTITY l0 "aaaaaaaaaa">{levels}]><TEI>&l9;</TEI>'
    with pytest.raises(UnreadableOriginalError):
        read_original(write("bomb.xml", bomb))


def test_a_missing_library_names_the_command(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'corpuspkg\[add\]'"):
        read_original(write("a.pdf", make_pdf(["a"])))


def test_writes_seed_original_and_sidecar(write: Write, tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    given = [write("The page (1).html", PAGE), write("mail.eml", MAIL), write("scan.pdf", make_pdf([]))]
    first, second, third = add_files(given, root)
    assert isinstance(first, Added)
    assert isinstance(second, Added)
    assert isinstance(third, Refused)
    assert (first.seed, first.original) == ("seeds/The-page-1.txt", "originals/The-page-1.html")
    assert (root / first.original).read_bytes() == PAGE.encode()
    lines = (root / "originals/SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert sums == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in root.glob("originals/*.*")}
    path = root / "seeds/The-page-1.yaml"
    assert path.read_text(encoding="utf-8").splitlines()[0] == SCHEMA_LINE
    sidecar = read_sidecar(path)
    assert isinstance(sidecar, Sidecar)
    assert sidecar.source["original"]["value"] == "originals/The-page-1.html"
    assert sums["The-page-1.html"] in sidecar.source["original"]["evidence"]
    assert not build(root).findings


def test_never_overwrites(write: Write, tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    add_files([write("a.txt", "Dear Ada,\nyes\n")], root)
    before = {path: path.read_bytes() for path in root.rglob("*.*")}
    (same,) = add_files([write("b.txt", "Dear Ada,\nyes\n")], root)
    (other,) = add_files([write("a.md", "Dear Ada, no")], root)
    assert isinstance(same, Refused)
    assert "was added before, as originals/a.txt" in str(same.error)
    assert isinstance(other, Refused)
    assert "not overwritten" in str(other.error)
    assert {path: path.read_bytes() for path in root.rglob("*.*")} == before
    (named,) = add_files([write("a.md", "Dear Ada, no")], root, stem="second")
    assert isinstance(named, Added)


def test_command(write: Write, tmp_path: Path) -> None:
    root = str(tmp_path / "corpus")
    page, scan = str(write("page.html", PAGE)), str(write("scan.pdf", make_pdf([])))
    result = CliRunner().invoke(app, ["add", page, scan, "--into", root])
    assert result.exit_code == 1
    assert "seeds/page.txt from" in result.output
    assert "scanned" in result.output
    address = CliRunner().invoke(app, ["add", "https://example.org/a.html", "--into", root])
    assert "save the page with your browser" in address.output
    assert CliRunner().invoke(app, ["add", page, scan, "--as", "a"]).exit_code == 2
