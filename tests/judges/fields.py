"""The fields of a form, read by pikepdf and MuPDF. Prints JSON {name: kind}; exit 1 on a fault.

usage: fields.py FORM.pdf
"""

import json
import sys

import pikepdf
import pymupdf

PRINT, HIDDEN = 4, 2
faults, fields = [], {}
with pikepdf.open(sys.argv[1]) as pdf:
    form = pdf.Root.AcroForm
    for key in ("/NeedAppearances", "/XFA"):
        if key in form:
            faults.append(f"the form has {key}")
    if "/JavaScript" in pdf.Root.get("/Names", {}) or "/OpenAction" in pdf.Root:
        faults.append("the file has a script or an action")
    todo = [(field, "") for field in form.Fields]
    while todo:
        field, above = todo.pop(0)
        name = above + str(field.T)
        # A field of fields: those of one form of a packet.
        if "/FT" not in field:
            todo.extend((kid, name + ".") for kid in field.Kids)
            if any(kid.Parent.objgen != field.objgen for kid in field.Kids):
                faults.append(f"{name} is not the parent of its fields")
            continue
        if name in fields:
            faults.append(f"{name} stands twice")
        if "." in str(field.T):
            faults.append(f"{name} holds a period")
        if not str(field.get("/TU", "")).strip():
            faults.append(f"{name} has no tooltip")
        flags = int(field.get("/F", 0))
        if not flags & PRINT or flags & HIDDEN:
            faults.append(f"{name} is not printed")
        if "/StructParent" not in field:
            faults.append(f"{name} is not in the structure")
        normal = field.get("/AP", {}).get("/N")
        kind = str(field.FT)
        if normal is None or (kind == "/Btn" and set(normal.keys()) != {"/Off", "/Yes"}):
            faults.append(f"{name} lacks an appearance")
        fields[name] = kind
    for number, page in enumerate(pdf.pages):
        if "/Annots" in page and str(page.get("/Tabs")) != "/S":
            faults.append(f"page {number + 1} has no tab order by structure")
document = pymupdf.open(sys.argv[1])
seen = {widget.field_name for page in document for widget in page.widgets()}
if seen != set(fields):
    faults.append(f"MuPDF sees other fields: {sorted(seen ^ set(fields))}")
json.dump(fields, sys.stdout)
for fault in faults:
    print(fault, file=sys.stderr)
sys.exit(bool(faults))
