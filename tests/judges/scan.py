"""Prints forms, has them signed, and scans them: scan.py PLAN.json

The plan is a list of files to make: {"to": PATH, "sheets": [...]}, and what each sheet is:
{"form": PDF, "page": N} with "sign" (fields that a pen fills; "all" are those that must be),
"but" (of these, not), or {"blank": true} or {"note": true}; and how bad the copier and the
scanner are: dpi, scale, slant, turn, bilevel, specks, streaks, grain, jpeg, fade, stick (another
page whose code is stuck over its own).
"""

import io
import json
import subprocess
import sys
import tempfile

import numpy as np
import pikepdf
from PIL import Image, ImageDraw

DPI = 200
FORMS = {}


class Form:
    def __init__(self, path):
        self.pdf = pikepdf.open(path)
        self.path = path
        self.height = float(self.pdf.pages[0].MediaBox[3])
        self.fields = {}
        for number, page in enumerate(self.pdf.pages, 1):
            for widget in page.get("/Annots", []):
                rect = [float(x) * DPI / 72 for x in widget.Rect]
                top = self.height * DPI / 72
                box = (rect[0], top - rect[3], rect[2], top - rect[1])
                self.fields.setdefault(number, []).append((str(widget.T), str(widget.FT), box))

    def page(self, number):
        with tempfile.TemporaryDirectory() as folder:
            command = ["pdftoppm", "-r", str(DPI), "-gray", "-singlefile"]
            command += ["-f", str(number), "-l", str(number), self.path, f"{folder}/page"]
            subprocess.run(command, check=True)
            image = Image.open(f"{folder}/page.pgm")
            image.load()
            return image.convert("L")


def form(path):
    if path not in FORMS:
        FORMS[path] = Form(path)
    return FORMS[path]


def must(name, kind):
    """Whether a field has to be filled: deciding and explaining persons, one answer a choice."""
    if kind == "/Btn":
        return name.endswith(("-yes", "-accept"))
    role = name.removesuffix("-date").removesuffix("-time")
    return role in ("patient", "representative", "clinician")


def write(image, kind, box, chance):
    """A pen in a field: a tick, a signature, some figures."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    draw = ImageDraw.Draw(image)
    if kind == "/Btn":
        tick = [(left + 0.1 * wide, top + 0.5 * high), (left + 0.4 * wide, top + 0.85 * high)]
        draw.line(tick + [(right, top)], fill=40, width=2)
    elif kind == "/Sig":
        along = np.linspace(0, 1, 60)
        x = left + wide * (0.06 + along * chance.uniform(0.4, 0.8))
        wave = np.sin(chance.uniform(30, 50) * along + chance.uniform(0, 6))
        y = (top + bottom) / 2 + high * chance.uniform(0.2, 0.35) * wave * (1 - 0.5 * along)
        draw.line(list(zip(x, y)), fill=40, width=2)
    else:
        for figure in range(5):
            x = left + 4 + figure * high * 0.4
            up = high * 0.55
            line = [(x, bottom - 4), (x + up * 0.4, bottom - 4 - up)]
            line += [(x + chance.uniform(0, up / 2), bottom - 4 - chance.uniform(0, up))]
            draw.line(line, fill=50, width=2)


def paper(sheet, chance):
    if "form" not in sheet:
        image = Image.new("L", (1654, 2339), 255)
        if sheet.get("note"):
            for line in range(8):
                write(image, "/Sig", (200, 300 + line * 90, 1400, 380 + line * 90), chance)
        return image
    one = form(sheet["form"])
    image = one.page(sheet["page"])
    if "stick" in sheet:
        foot = (60, image.height - 260, 340, image.height - 60)
        image.paste(one.page(sheet["stick"]).crop(foot), foot[:2])
    sign = sheet.get("sign", [])
    for name, kind, box in one.fields.get(sheet["page"], []):
        wanted = must(name, kind) if sign == "all" else name in sign
        if wanted and name not in sheet.get("but", []):
            write(image, kind, box, chance)
    return image


def scanned(image, sheet, chance):
    width, height = image.size
    scale = sheet.get("scale", 1)
    if scale != 1:
        small = image.resize((int(width * scale), int(height * scale)), Image.LANCZOS)
        image = Image.new("L", (width, height), 255)
        image.paste(small, (int((width - small.width) * chance.uniform(0, 1)), 20))
    if sheet.get("slant"):
        image = image.rotate(sheet["slant"], resample=Image.BICUBIC, fillcolor=255)
    dpi = sheet.get("dpi", DPI)
    if dpi != DPI:
        image = image.resize((width * dpi // DPI, height * dpi // DPI), Image.LANCZOS)
    dots = np.asarray(image).astype(np.float32)
    dots = 255 - (255 - dots) * sheet.get("fade", 1)
    dots = dots + chance.normal(0, sheet.get("grain", 0) or 1e-9, dots.shape)
    if sheet.get("bilevel"):
        dots = np.where(dots < 150, 0, 255)
    specks = sheet.get("specks", 0)
    if specks:
        speck = chance.random(dots.shape)
        dots = np.where(speck < specks / 2, 0, np.where(speck > 1 - specks / 2, 255, dots))
    for _ in range(sheet.get("streaks", 0)):
        x = chance.integers(20, dots.shape[1] - 20)
        dots[:, x : x + chance.integers(1, 3)] = 0
    image = Image.fromarray(dots.clip(0, 255).astype("uint8"))
    if sheet.get("turn"):
        image = image.rotate(sheet["turn"], expand=True)
    if sheet.get("jpeg"):
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=sheet["jpeg"])
        image = Image.open(packed)
        image.load()
    return image.convert("1") if sheet.get("bilevel") else image


def save(images, plan):
    to, density = plan["to"], plan.get("dpi", DPI)
    options = {"dpi": (density, density)}
    if to.endswith(".pdf"):
        options = {"resolution": density, "save_all": True, "append_images": images[1:]}
    elif to.endswith(".tif"):
        options.update(save_all=True, append_images=images[1:])
        options["compression"] = plan.get("compression", "group4")
    images[0].save(to, **options)


for number, plan in enumerate(json.load(open(sys.argv[1]))):
    images = []
    for at, sheet in enumerate(plan["sheets"]):
        chance = np.random.default_rng([number, at, sheet.get("seed", 0)])
        images.append(scanned(paper(sheet, chance), sheet, chance))
    save(images, plan)
