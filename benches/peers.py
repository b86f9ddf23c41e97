"""The same form from countersign, Typst and WeasyPrint, and the floor: compressing and
writing the bytes that countersign writes. CPU time of one thread, in one run.

`peers.py PROGRAM` is called by `benches/run`, which sets everything up. Typst and WeasyPrint
get the text that countersign composed, as its layout gives it, with another name each time;
drawings and fields are left out for them. Both write tagged PDF.

Files go to `TMPDIR`. On a disk their making can cost more than all else: ext4 looks for minutes
past the places of files that were deleted, such as those of an earlier run.
"""

import glob
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
import zlib

PROGRAM = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
# The patient of the example; each form gets another name.
FAMILY = "Nguyễn-Şahin"
BLOCKS = {"section", "div", "body"}


def words(node):
    return " ".join("".join(node.itertext()).split())


def quoted(text):
    """A string of Typst; the patient's name comes from outside, so that it may reuse the rest."""
    text = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "#(" + text.replace(FAMILY, '" + sys.inputs.family + "') + ")" if FAMILY in text else "#" + text


def inline(node):
    """Text with its bold parts, as Typst."""
    out = quoted(" ".join(node.text.split())) if node.text and node.text.strip() else ""
    for child in node:
        inside = inline(child)
        out += f" #strong[{inside}]" if child.tag in ("strong", "span") and inside else inside
        if child.tail and child.tail.strip():
            out += " " + quoted(" ".join(child.tail.split()))
    return out


def shares(node, default):
    return [float(share) for share in node.get("widths", default).split()]


def typst(node):
    tag = node.tag
    if tag in BLOCKS:
        return "\n".join(typst(child) for child in node)
    if tag in ("h1", "h2", "h3"):
        return "=" * int(tag[1]) + " " + quoted(words(node)) + "\n"
    if tag == "p":
        return inline(node) + "\n\n"
    if tag in ("ul", "ol"):
        mark = "-" if tag == "ul" else "+"
        return "".join(f"{mark} {inline(item)}\n" for item in node) + "\n"
    if tag == "table":
        rows = [row for part in node for row in part]
        columns = ", ".join(f"{share}fr" for share in shares(node, "1"))
        cells = lambda row: "".join(f"[{inline(cell)}]," for cell in row)
        head = [row for part in node if part.tag == "thead" for row in part]
        body = [row for row in rows if row not in head]
        first = f"table.header({''.join(map(cells, head))})," if head else ""
        return f"#table(columns: ({columns},), {first}{''.join(map(cells, body))})\n"
    if tag == "columns":
        columns = ", ".join(f"{share}fr" for share in shares(node, "1"))
        cells = ",".join(f"[{typst(child)}]" for child in node)
        return f"#grid(columns: ({columns},), gutter: 6pt, {cells})\n"
    if tag in ("checkbox", "line", "area", "signature"):
        label = quoted(node.get("label", ""))
        return f"#box(width: 100%, stroke: (bottom: 0.6pt), inset: 4pt)[{label} {inline(node)}]\n"
    return ""


def html(node):
    tag = node.tag
    text = (node.text or "").replace("&", "&amp;").replace("<", "&lt;")
    tail = lambda child: (child.tail or "").replace("&", "&amp;").replace("<", "&lt;")
    inside = text + "".join(html(child) + tail(child) for child in node)
    if tag == "columns":
        cells = "".join(f"<td>{html(child)}</td>" for child in node)
        return f"<table class=columns><tr>{cells}</tr></table>"
    if tag in ("checkbox", "line", "area", "signature"):
        return f"<p class=field>{node.get('label', '')} {inside}</p>"
    if tag in ("figure", "icons", "page", "pages"):
        return ""
    if tag == "br":
        return "<br/>"
    return f"<{tag}>{inside}</{tag}>"


CSS = """@page { size: A4; margin: 20mm 18mm; @bottom-right { content: counter(page) " of "
counter(pages) } } body { font: 12pt/1.3 sans-serif } table { border-collapse: collapse; width:
100% } td, th { border-bottom: 0.5pt solid; text-align: left; vertical-align: top; padding: 2pt }
.field { border-bottom: 0.6pt solid; padding-bottom: 14pt }"""


def cpu():
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


def children():
    all_of_them = resource.getrusage(resource.RUSAGE_CHILDREN)
    return all_of_them.ru_utime + all_of_them.ru_stime


def pages(data):
    return data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") + data.count(b"/Type/Page/")


def ours(folder, rows, kinds="alike", form="shipped"):
    """CPU seconds of a whole run, and its folder. Rows are `alike` or `varied`; the form is the
    shipped one or the `short` one of four pages."""
    schedule = os.path.join(folder, f"day-{rows}-{kinds}.csv")
    with open(schedule, "w", encoding="utf-8") as file:
        more = ["varied"] if kinds == "varied" else []
        command = [sys.executable, f"{HERE}/schedule.py", str(rows), *more]
        subprocess.run(command, stdout=file, check=True)
    out = os.path.join(folder, f"forms-{rows}-{kinds}-{form}")
    site = os.path.join(folder, f"site-{form}")
    if form == "short":
        shutil.copytree(f"{HERE}/short", site, dirs_exist_ok=True)
    os.makedirs(site, exist_ok=True)
    with open(f"{site}/countersign.toml", "w", encoding="utf-8") as file:
        file.write('[facility]\nname = "St. Anna Hospital"\n')
    before = children()
    command = [PROGRAM, "batch", schedule, "-o", out, "--site", site, "--jobs", "1"]
    subprocess.run(command, check=True, capture_output=True)
    return children() - before, out


def further(folder, few, many, **what):
    """CPU seconds of each further form of a batch, that of the whole one, and its forms."""
    start, _ = ours(folder, few, **what)
    whole, out = ours(folder, many, **what)
    forms = sorted(glob.glob(f"{out}/*.pdf"))
    return (whole - start) / (many - few), whole / many, forms


def pages_and_size(forms):
    """Pages of the first form, and kilobytes of all of them on average."""
    import pikepdf

    size = sum(os.path.getsize(form) for form in forms) / len(forms) / 1024
    with pikepdf.open(forms[0]) as file:
        return len(file.pages), size


def floor(forms):
    """Compressing what the forms' streams hold, once for each form, and writing the files."""
    import pikepdf

    raw = []
    for form in forms:
        with pikepdf.open(form) as file:
            streams = [o for o in file.objects if isinstance(o, pikepdf.Stream)]
            raw.append([stream.read_bytes() for stream in streams])
    whole = [open(form, "rb").read() for form in forms]
    with tempfile.TemporaryDirectory() as folder:
        before = cpu()
        for number, data in enumerate(whole):
            with open(f"{folder}/{number}.pdf", "wb") as file:
                file.write(data)
        written = cpu() - before
        before = cpu()
        for streams in raw:
            for stream in streams:
                zlib.compress(stream, 6)
        compressed = cpu() - before
    return written / len(forms), (written + compressed) / len(forms)


def main():
    import typst as engine
    import weasyprint

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        each, all_of_them, forms = further(folder, 200, 4200)
        writing, packing = floor(forms[:: len(forms) // 40][:40])
        count, size = pages_and_size(forms)
        rows.append(("countersign, 4200 rows (each further form)", each, count, size))
        rows.append(("countersign, 4200 rows (start and all)", all_of_them, count, size))
        rows.append(("floor: writing the same bytes", writing, count, size))
        rows.append(("floor: compressing and writing them", packing, count, size))
        each, _, forms = further(folder, 100, 700, kinds="varied")
        rows.append(("countersign, 700 varied rows (each further form)", each, *pages_and_size(forms)))
        each, _, forms = further(folder, 200, 4200, form="short")
        rows.append(("countersign, 4200 rows, four pages (each further)", each, *pages_and_size(forms)))
        writing, packing = floor(forms[:: len(forms) // 40][:40])
        rows.append(("floor: writing the four pages", writing, *pages_and_size(forms)))
        each, _, forms = further(folder, 100, 700, kinds="varied", form="short")
        rows.append(("countersign, 700 varied rows, four pages or five", each, *pages_and_size(forms)))
    command = [PROGRAM, "render", f"{HERE}/../examples/lumbar-foraminotomy.toml"]
    markup = subprocess.run([*command, "--emit", "markup"], check=True, capture_output=True)
    tree = ET.fromstring(markup.stdout.decode())
    body = tree.find("body")
    set_up = '#set document(title: "Consent")\n#set text(lang: "en", size: 12pt)\n'
    set_up += '#set page(paper: "a4", margin: 18mm, numbering: "1 of 1")\n'
    source = set_up + typst(body)
    page = f"<html lang=en><head><title>Consent</title><style>{CSS}</style></head>{html(body)}</html>"

    kept = tempfile.TemporaryDirectory()
    with open(f"{kept.name}/form.typ", "w", encoding="utf-8") as file:
        file.write(source)
    compiler = engine.Compiler(f"{kept.name}/form.typ", ignore_system_fonts=True)

    def by_typst(number):
        return compiler.compile(
            format="pdf", sys_inputs={"family": f"{FAMILY}{number}"}, pdf_standards=["a-2a"]
        )

    def by_weasyprint(number):
        document = weasyprint.HTML(string=page.replace(FAMILY, f"{FAMILY}{number}"))
        return document.write_pdf(pdf_variant="pdf/ua-1")

    for name, make, times in [("Typst", by_typst, 20), ("WeasyPrint", by_weasyprint, 3)]:
        with tempfile.TemporaryDirectory() as folder:
            make(0)
            before = cpu()
            for number in range(times):
                data = make(number)
                with open(f"{folder}/{number}.pdf", "wb") as file:
                    file.write(data)
            each_of_them = (cpu() - before) / times
            import pikepdf

            with pikepdf.open(f"{folder}/0.pdf") as file:
                count = len(file.pages)
            rows.append((f"{name}, in-process, {times} forms", each_of_them, count, len(data) / 1024))
    ours_a_page = rows[0][1] / rows[0][2]
    print(f"{'':52} {'CPU a form':>12} {'pages':>6} {'KB':>6} {'a page, ours = 1':>17}")
    for name, seconds, count, size in rows:
        ratio = seconds / count / ours_a_page
        print(f"{name:52} {seconds * 1000:9.2f} ms {count:6} {size:6.0f} {ratio:17.2f}")


started = time.time()
main()
print(f"({time.time() - started:.0f} s in all)")
