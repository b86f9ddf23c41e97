"""Whether poppler and MuPDF put the same ink on each page. Exit 1 and a line for each that differs.

usage: render.py FORM.pdf
A pixel counts where one renderer has ink and the other has not even grey within two pixels.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy
import pymupdf
from PIL import Image

DPI, LIMIT = 100, 0.0005
form = sys.argv[1]
faults = []


def ink(picture):
    return numpy.asarray(picture) < 128


def near(picture):
    """Where there is any grey within two pixels."""
    grey = numpy.pad(numpy.asarray(picture) < 225, 2)
    for axis in (0, 1):
        size = grey.shape[axis] - 4
        parts = [grey.take(range(at, at + size), axis) for at in range(5)]
        grey = numpy.logical_or.reduce(parts)
    return grey


with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", form, f"{folder}/p"], check=True)
    document = pymupdf.open(form)
    for number, path in enumerate(sorted(pathlib.Path(folder).glob("p*.pgm"))):
        page = document[number]
        pixmap = page.get_pixmap(dpi=DPI, colorspace="gray")
        one = Image.open(path).convert("L")
        other = Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples)
        size = (min(one.width, other.width), min(one.height, other.height))
        one, other = one.crop((0, 0, *size)), other.crop((0, 0, *size))
        differs = (ink(one) & ~near(other)) | (ink(other) & ~near(one))
        # MuPDF paints a flag of its own over an unsigned signature field.
        for widget in page.widgets():
            if widget.field_type == pymupdf.PDF_WIDGET_TYPE_SIGNATURE and not widget.is_signed:
                left, top, right, bottom = (int(side * DPI / 72) for side in widget.rect)
                differs[max(0, top - 3) : bottom + 4, max(0, left - 3) : right + 4] = False
        if differs.mean() > LIMIT:
            faults.append(f"page {number + 1}: {differs.mean():.6f} of the pixels differ")
print("\n".join(faults))
sys.exit(bool(faults))
