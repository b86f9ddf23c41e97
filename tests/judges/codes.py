"""Whether outside readers find the codes of each page, and the text of the same page agrees.

usage: codes.py FORM.pdf [size]
Each page is read as a fax would leave it (200 dpi, black or white), and as a copier does that
shrinks to 94 %, by ZXing and by ZBar. With `size`, codes are measured on the first, a middle
and the last page. Exit 1 and a line for each fault; otherwise prints how many codes were read.
"""

import binascii
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

form, faults, read = sys.argv[1], [], 0
SYMBOLS = [pyzbar.ZBarSymbol.QRCODE, pyzbar.ZBarSymbol.CODE128]


def pages(dpi, folder):
    """Every page in black and white."""
    name = f"{folder}/p{dpi}"
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", form, name], check=True)
    for path in sorted(pathlib.Path(folder).glob(f"p{dpi}-*.pgm")):
        yield Image.open(path).convert("L").point(lambda grey: 255 * (grey >= 128))


def texts():
    out = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", form, "-"], capture_output=True, check=True)
    return out.stdout.decode().split("\f")[:-1]


def expected(text):
    """What the codes of a page must say, by its text alone."""
    form_id = re.search(r"^Form ((?:[0-9A-Z]{4}-){2}[0-9A-Z]{4})$", text, re.M)[1].replace("-", "")
    number, count = re.search(r"^Page (\d+) of (\d+)\b", text, re.M).groups()
    version = re.search(r"^Content (\S+) · ", text, re.M)[1]
    says = f"CS1:{form_id}:{number}/{count}:{version}"
    # CRC-16 of CCITT.
    says += f":{binascii.crc_hqx(says.encode(), 0xFFFF):04X}"
    return {"QR": says, "Code 128": re.search(r"Record number (.+)$", text, re.M)[1]}


def zxing(picture):
    kinds = {"QRCode": "QR", "Code128": "Code 128"}
    return {(kinds.get(code.format.name, code.format.name), code.text) for code in zxingcpp.read_barcodes(picture)}


def zbar(picture):
    kinds = {"QRCODE": "QR", "CODE128": "Code 128"}
    return {(kinds[code.type], code.data.decode()) for code in pyzbar.decode(picture, symbols=SYMBOLS)}


def reading(dpi, folder, wanted):
    global read
    found = 0
    for number, (picture, says) in enumerate(zip(pages(dpi, folder), wanted), 1):
        found += 1
        for reader in (zxing, zbar):
            codes = reader(picture)
            read += len(codes)
            if codes != set(says.items()):
                faults.append(f"page {number} at {dpi} dpi by {reader.__name__}: {codes}, wanted {says}")
    if found != len(wanted):
        faults.append(f"{found} pages and {len(wanted)} texts")


def runs(line):
    """Lengths of the runs of equal pixels along a line, the first one white."""
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate([[0], line, [0]]).astype(int)))
    return numpy.diff(numpy.concatenate([[0], edges, [len(line)]]))


def extent(dark, at, gap):
    """From where to where a line is dark around a place, gaps shorter than `gap` passed over."""
    ends = []
    for way in (-1, 1):
        end = at
        while True:
            ahead = dark[end + way : end + way * (gap + 1) : way] if way > 0 else dark[max(end - gap, 0) : end][::-1]
            if not ahead.any():
                break
            end += way * (numpy.flatnonzero(ahead)[-1] + 1)
        ends.append(end)
    return ends[0], ends[1] + 1


def measure(picture, number, dpi):
    dark, mm = numpy.asarray(picture) < 128, dpi / 25.4
    slack = 1.5
    height, width = dark.shape

    def must(holds, says):
        if not holds:
            faults.append(f"page {number}: {says}")

    for code in zxingcpp.read_barcodes(picture):
        box = code.position
        corners = [box.top_left, box.top_right, box.bottom_left, box.bottom_right]
        x, y = (round(sum(getattr(c, axis) for c in corners) / 4) for axis in "xy")
        if code.format.name == "QRCode":
            side = (box.top_right.x - box.top_left.x) / 29
            row = numpy.asarray(dark[box.top_left.y + 2 : box.bottom_left.y - 2]).any(axis=0)
            left, right = extent(row, x, int(4 * side))
            column = dark[:, left:right].any(axis=1)
            top, bottom = extent(column, y, int(4 * side))
            must((right - left + slack) / 29 >= 0.5 * mm, f"QR modules of {(right - left) / 29 / mm:.3f} mm")
            must(abs((right - left) - (bottom - top)) <= 2, "the QR code is not square")
            around = dark[top - int(4 * side) : bottom + int(4 * side), left - int(4 * side) : right + int(4 * side)]
            must(around.sum() == dark[top:bottom, left:right].sum(), "something in the QR code's quiet zone")
        else:
            # Eleven modules for each of start, letters or pairs of digits, and check; 13 to stop.
            narrow = 0.33 * mm
            left, right = extent(dark[y], x, int(9.5 * narrow))
            bars = runs(dark[y, left:right])[1:-1]
            must(bars.min() + slack >= narrow, f"bars of {bars.min() / mm:.3f} mm")
            top, bottom = extent(dark[:, left], y, 1)
            must((bottom - top + slack) >= 10 * mm, f"bars {(bottom - top) / mm:.2f} mm high")
            free = int(10 * narrow)
            beside = dark[top:bottom, left - free : left], dark[top:bottom, right : right + free]
            must(not any(zone.any() for zone in beside), "something beside the bars")
        edge = min(left, top, width - right, height - bottom)
        must(edge >= 10 * mm, f"a code {edge / mm:.1f} mm from the edge of the paper")
        yield code.format.name, left, top


with tempfile.TemporaryDirectory() as folder:
    wanted = [expected(text) for text in texts()]
    for dpi in (200, 188):
        reading(dpi, folder, wanted)
    if "size" in sys.argv:
        places = set()
        fine = list(pages(400, folder))
        for index in {0, len(fine) // 2, len(fine) - 1}:
            places.add(frozenset(measure(fine[index], index + 1, 400)))
        if len(places) != 1 or len(next(iter(places))) != 2:
            faults.append(f"codes stand at different places: {places}")

print("\n".join(faults) or read)
sys.exit(1 if faults else 0)
