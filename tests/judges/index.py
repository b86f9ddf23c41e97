"""Reads the index of an export as an importer does, and checks its manifest."""

import csv
import hashlib
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
sums = dict(line.split("  ", 1)[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
for name, digest in sums.items():
    assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
present = {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
assert present == set(sums), present ^ set(sums)
with open(folder / "index.csv", newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file, strict=True))
for row in rows:
    assert None not in row and None not in row.values(), row
    assert sums[row["file"]] == row["sha256"], row["file"]
    for cell in row.values():
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell
print(f"{len(rows)} forms, {len(sums)} files")
