"""Fills one text field and ticks one box with three tools, and looks at both with three renderers.

usage: fill.py FORM.pdf TEXT-FIELD BOX FOLDER
Exit 1 and a line for each pair of tool and renderer that does not show the value.
"""

import pathlib
import subprocess
import sys

import numpy
import pikepdf
import pymupdf
import pypdf
import pypdfium2
from PIL import Image

form, text_field, box, folder = sys.argv[1:]
folder = pathlib.Path(folder)
VALUE = "Žofie Gül-Ñandú"
DPI = 100


def by_pypdf(path):
    writer = pypdf.PdfWriter(clone_from=form)
    for page in writer.pages:
        writer.update_page_form_field_values(
            page, {text_field: VALUE, box: "/Yes"}, auto_regenerate=False
        )
    writer.write(path)


def by_pikepdf(path):
    with pikepdf.open(form) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if str(field.T) == text_field:
                field.V = VALUE
                del field["/AP"]
            if str(field.T) == box:
                field.V = field.AS = pikepdf.Name.Yes
        pdf.generate_appearance_streams()
        pdf.save(path)


def by_mupdf(path):
    document = pymupdf.open(form)
    for page in document:
        for widget in page.widgets():
            if widget.field_name == text_field:
                widget.field_value = VALUE
                widget.update()
            if widget.field_name == box:
                widget.field_value = True
                widget.update()
    document.save(path)


def poppler(path, page):
    out = path.with_suffix("")
    number = str(page + 1)
    command = ["pdftoppm", "-r", str(DPI), "-f", number, "-l", number, "-gray", "-png", "-singlefile"]
    subprocess.run([*command, path, out], check=True)
    return Image.open(out.with_suffix(".png")).convert("L")


def mupdf(path, page):
    pixmap = pymupdf.open(path)[page].get_pixmap(dpi=DPI, colorspace="gray")
    return Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples)


def pdfium(path, page):
    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    return document[page].render(scale=DPI / 72).to_pil().convert("L")


def places():
    with pikepdf.open(form) as pdf:
        for number, page in enumerate(pdf.pages):
            for annotation in page.get("/Annots", []):
                if str(annotation.T) in (text_field, box):
                    yield str(annotation.T), number, [float(side) for side in annotation.Rect], float(page.MediaBox[3])


def ink(picture, rect, height):
    left, bottom, right, top = (side * DPI / 72 for side in rect)
    height *= DPI / 72
    # The lines of the form itself run along the edge; look inside.
    inside = picture.crop((int(left) + 3, int(height - top) + 3, int(right) - 3, int(height - bottom) - 3))
    return int((numpy.asarray(inside) < 128).sum())


faults = []
found = list(places())
if {name for name, *_ in found} != {text_field, box}:
    sys.exit("the fields are not there")
for fill in (by_pypdf, by_pikepdf, by_mupdf):
    path = folder / f"{fill.__name__}.pdf"
    fill(path)
    for look in (poppler, mupdf, pdfium):
        for name, number, rect, height in found:
            before = ink(look(pathlib.Path(form), number), rect, height)
            after = ink(look(path, number), rect, height)
            least = 60 if name == text_field else 15
            if before > 3 or after < least:
                faults.append(f"{name} filled {fill.__name__}: {look.__name__} shows {before} then {after} dark pixels")
print("\n".join(faults))
sys.exit(bool(faults))
