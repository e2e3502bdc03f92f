#!/usr/bin/env python3
"""Contact sheets: every page of the PDFs of a site, side by side, as PNG.

    tests/contact_sheets.py SITE OUT [--grey] [--dpi 40]

One sheet per kind of paper (bulletin, poster, large-print, notices, roundup, print-pack), pages
in the order of the files' paths, so that all of an edition's paper is seen at a glance.
"""
import argparse
import pathlib
import struct
import subprocess
import sys
import zlib

GAP, COLUMNS, ROWS = 8, 6, 4


def pages(pdf, dpi, grey):
    """The pages as (width, height, rows of RGB bytes)."""
    raw = subprocess.run(["pdftoppm", "-r", str(dpi), *(["-gray"] if grey else []), str(pdf)],
                         check=True, capture_output=True).stdout
    at = 0
    while at < len(raw):
        magic, size, _, _ = raw[at:at + 60].split(b"\n", 3)
        width, height = map(int, size.split())
        at += len(magic) + len(size) + len(b"255") + 3
        depth = 1 if magic == b"P5" else 3
        data = raw[at:at + width * height * depth]
        at += width * height * depth
        rows = [data[y * width * depth:(y + 1) * width * depth] for y in range(height)]
        if depth == 1:
            rows = [bytes(b for g in row for b in (g, g, g)) for row in rows]
        yield width, height, rows


def png(path, width, rows):
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body
                + struct.pack(">I", zlib.crc32(kind + body)))
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    path.write_bytes(b"\x89PNG\r\n\x1a\n"
                     + chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0))
                     + chunk(b"IDAT", body) + chunk(b"IEND", b""))


def sheet(path, shown, columns):
    width = max(w for w, _, _ in shown)
    blank, total = b"\xb8" * 3, GAP + columns * (width + GAP)
    rows = [blank * total] * GAP
    for start in range(0, len(shown), columns):
        band = shown[start:start + columns]
        for y in range(max(h for _, h, _ in band)):
            row = blank * GAP
            for w, h, pixels in band:
                row += (pixels[y] if y < h else blank * w) + blank * (width - w + GAP)
            rows.append(row + blank * (total - len(row) // 3))
        rows += [blank * total] * GAP
    png(path, total, rows)


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("site", type=pathlib.Path)
    args.add_argument("out", type=pathlib.Path)
    args.add_argument("--grey", action="store_true")
    args.add_argument("--dpi", type=int, default=40)
    args.add_argument("--columns", type=int, default=COLUMNS)
    args.add_argument("--only", default="", help="part of the path of a PDF")
    args = args.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    kinds = {}
    for pdf in sorted(args.site.rglob("*.pdf")):
        if args.only in str(pdf):
            kind = "notices" if pdf.parent.name == "notices" else pdf.stem
            kinds.setdefault(kind, []).extend(pages(pdf, args.dpi, args.grey))
    if not kinds:
        sys.exit(f"no PDF below {args.site}")
    for kind, shown in kinds.items():
        per_sheet = args.columns * ROWS
        for n in range(0, len(shown), per_sheet):
            name = f"{kind}{'-grey' if args.grey else ''}-{n // per_sheet + 1}.png"
            sheet(args.out / name, shown[n:n + per_sheet], args.columns)
            print(args.out / name, len(shown[n:n + per_sheet]), "pages")


main()
