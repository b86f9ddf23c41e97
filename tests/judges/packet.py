"""How a packet is put together, read by pikepdf, pypdf and pyHanko. Prints JSON; exit 1 on a fault.

usage: packet.py PACKET.pdf
"""

import json
import sys

import pikepdf
import pypdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

faults = []
with pikepdf.open(sys.argv[1]) as pdf:
    wishes = {key: str(value) for key, value in pdf.Root.ViewerPreferences.items()}
    root = pdf.Root.StructTreeRoot
    (document,) = root.K
    if str(document.S) != "/Document" or {str(part.S) for part in document.K} != {"/Part"}:
        faults.append("the tags are not a document of parts")
    parts = len(document.K)
    tree = pikepdf.NumberTree(root.ParentTree)
    keys = []
    for number, page in enumerate(pdf.pages, start=1):
        if "/StructParents" not in page:
            if "/Contents" in page or "/Annots" in page:
                faults.append(f"page {number} has something that has no tag")
            continue
        keys.append(int(page.StructParents))
        for at, tag in enumerate(tree[keys[-1]]):
            # The tag knows of what stands on this page under this number.
            kids = tag.K if isinstance(tag.K, pikepdf.Array) else [tag.K]
            found = any(
                (kid == at and tag.Pg.objgen == page.objgen)
                if isinstance(kid, int)
                else kid.get("/MCID") == at and kid.Pg.objgen == page.objgen
                for kid in kids
            )
            if not found:
                faults.append(f"page {number}: content {at} is not of its tag")
                break
        for annotation in page.get("/Annots", []):
            keys.append(int(annotation.StructParent))
            if tree[keys[-1]].K.Obj.objgen != annotation.objgen or annotation.P.objgen != page.objgen:
                faults.append(f"page {number}: a field is not of its tag")
    if len(set(keys)) != len(keys) or max(keys) >= int(root.ParentTreeNextKey):
        faults.append("numbers of the parent tree are used twice")
    for stream in pdf.objects:
        if isinstance(stream, pikepdf.Stream) and str(stream.get("/Type")) == "/EmbeddedFile":
            faults.append("the packet carries a file")
reader = pypdf.PdfReader(sys.argv[1])
outline = [
    [item.title, reader.get_destination_page_number(item) + 1]
    for item in reader.outline
    if not isinstance(item, list)
]
with open(sys.argv[1], "rb") as source:
    signatures = [name for name, _, _ in enumerate_sig_fields(PdfFileReader(source))]
if len(set(signatures)) != len(signatures):
    faults.append("signature fields of the same name")
json.dump({"wishes": wishes, "parts": parts, "outline": outline, "signatures": signatures}, sys.stdout)
for fault in faults:
    print(fault, file=sys.stderr)
sys.exit(bool(faults))
