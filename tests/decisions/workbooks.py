"""Workbooks part by part, as other programs write them, or as nobody should."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

Parts = dict[str, bytes]
INLINE = re.compile(rb't="inlineStr"><is>(<t[^>]*>[^<]*</t>|<t ?/>)</is>')
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "xl/_rels/workbook.xml.rels"
TEXTS = "xl/sharedStrings.xml"


def parts_of(data: bytes) -> Parts:
    """The parts of a file by name."""
    with ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(parts: Parts, how: int = ZIP_DEFLATED) -> bytes:
    """The file of these parts."""
    stream = BytesIO()
    with ZipFile(stream, "w", how) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def with_shared_texts(parts: Parts) -> Parts:
    """The texts in a part of their own, as Excel and LibreOffice write them."""
    texts: list[bytes] = []

    def share(found: re.Match[bytes]) -> bytes:
        texts.append(found[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    made = {
        name: INLINE.sub(share, content) if "worksheets/sheet" in name else content
        for name, content in parts.items()
    }
    items = b"".join(b"<si>%s</si>" % text for text in texts)
    told = f'<Relationship Type="x/sharedStrings" Target="/{TEXTS}" Id="texts"/></Relationships>'
    made[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", told.encode())
    return made | {TEXTS: f'<sst xmlns="{MAIN}">'.encode() + items + b"</sst>"}
