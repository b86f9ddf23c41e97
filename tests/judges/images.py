"""Whether the pages of a form look as they did. Exit 1 if a page differs.

usage: images.py FORM.pdf GOLDEN.png [update]
The golden holds all pages side by side, small and in few greys.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy
from PIL import Image

DPI, ACROSS = 30, 6
form, golden = sys.argv[1], pathlib.Path(sys.argv[2])
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", form, f"{folder}/p"], check=True)
    pages = [Image.open(path).convert("L") for path in sorted(pathlib.Path(folder).glob("p*.pgm"))]
width, height = pages[0].size
sheet = Image.new("L", (width * min(ACROSS, len(pages)), height * -(-len(pages) // ACROSS)), 255)
for number, page in enumerate(pages):
    sheet.paste(page, (number % ACROSS * width, number // ACROSS * height))
sheet = sheet.quantize(8, dither=Image.Dither.NONE)
if sys.argv[3:] == ["update"]:
    golden.parent.mkdir(exist_ok=True)
    sheet.save(golden, optimize=True)
    sys.exit(0)
if not golden.exists():
    sys.exit(f"{golden} is missing")
known = Image.open(golden)
if known.size != sheet.size:
    sys.exit(f"{golden.name}: the pages are of another number or size")
difference = numpy.abs(
    numpy.asarray(known.convert("L")).astype(int) - numpy.asarray(sheet.convert("L")).astype(int)
)
# Greys move a little with the renderer's version; a line that moved changes many pixels much.
share = (difference > 96).mean()
if share > 0.0005:
    sys.exit(f"{golden.name}: {share:.6f} of the pixels differ")
