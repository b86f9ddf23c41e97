"""Makes an OpenType font with PostScript outlines of a TrueType font's Latin letters.

usage: otf.py FONT.ttf FONT.otf
"""

import sys

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

source = TTFont(sys.argv[1])
characters = {c: name for c, name in source.getBestCmap().items() if c < 0x2100}
glyphs, names = source.getGlyphSet(), [".notdef", *sorted({*characters.values()} - {".notdef"})]


def outline(name):
    pen = T2CharStringPen(glyphs[name].width, glyphs)
    glyphs[name].draw(pen)
    return pen.getCharString()


font = FontBuilder(source["head"].unitsPerEm, isTTF=False)
font.setupGlyphOrder(names)
font.setupCharacterMap(characters)
font.setupCFF("Outlines-Regular", {}, {name: outline(name) for name in names}, {})
font.setupHorizontalMetrics({name: (round(glyphs[name].width), 0) for name in names})
font.setupHorizontalHeader(ascent=source["hhea"].ascent, descent=source["hhea"].descent)
font.setupNameTable({"familyName": "Outlines", "styleName": "Regular"})
font.setupOS2(sCapHeight=source["OS/2"].sCapHeight, sxHeight=source["OS/2"].sxHeight)
font.setupPost()
font.save(sys.argv[2])
