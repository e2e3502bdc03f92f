#!/usr/bin/env python3
"""A bulletin's text set by Typst, in our faces, sizes and margins, to be looked at beside ours.

    npm ci --prefix tests/bench/peers
    tests/bench/peers/beside.py output/site/c/luting/2026-10/bulletin.md typst.pdf
"""
import pathlib
import re
import subprocess
import sys
import tempfile

HEAD = '''#set document(date: none)
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26.4mm), numbering: "— 1 —")
#set text(font: "Noto Serif CJK SC", size: 15.75pt, lang: "zh", region: "cn", top-edge: 0.88em, bottom-edge: -0.12em)
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 13.78pt, spacing: 13.78pt)
#show heading: set text(font: "Noto Sans CJK SC", weight: "bold", size: 15.75pt)
#show heading.where(level: 1): it => align(center, text(font: "Noto Serif CJK SC", size: 21pt, it.body))
#show heading.where(level: 3): set text(font: "LXGW WenKai", weight: "regular")
#set table(stroke: (x: none, y: 0.3pt), inset: (x: 3pt, y: 3.6pt))
#show table: set text(size: 12pt)
#show table: set par(first-line-indent: 0em, justify: false, leading: 4pt)
'''
SCRIPT = '''
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import fs from 'node:fs';
const compiler = NodeCompiler.create({ workspace: '.', fontArgs: [{ fontPaths:
  ['/usr/share/fonts/opentype/noto', '/usr/share/fonts/truetype/lxgw-wenkai'] }] });
const [from, to] = process.argv.slice(-2);
fs.writeFileSync(to, compiler.pdf({ mainFileContent: fs.readFileSync(from, 'utf8') }));
'''


def marked_up(text):
    text = re.sub(r"\\(.)", r"\1", text)
    text = re.sub(r"([#$@_<>\[\]`~])", r"\\\1", text)
    return re.sub(r"\*\*(.+?)\*\*", r"#strong[\1]", text)


def table(lines):
    rows = [[c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    align = ", ".join("right" if c.endswith(":") else "left" for c in rows[1])
    head = ", ".join(f'text(font: "Noto Sans CJK SC", weight: "bold")[{marked_up(c)}]' for c in rows[0])
    body = ", ".join(f"[{marked_up(c)}]" for row in rows[2:] for c in row)
    return f"#table(columns: {len(rows[0])}, align: ({align},), table.header({head}), {body})\n"


def main():
    markdown, pdf = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    out, rows = [HEAD], []
    for line in markdown.read_text(encoding="utf-8").split("\n") + [""]:
        if line.startswith("|"):
            rows.append(line)
            continue
        if rows:
            out.append(table(rows))
            rows = []
        words = line.lstrip("#")
        level = len(line) - len(words)
        out.append("=" * level + " " + marked_up(words.strip()) + "\n" if level else marked_up(line))
    peers = pathlib.Path(__file__).resolve().parent
    with tempfile.NamedTemporaryFile("w", suffix=".typ", encoding="utf-8") as text, \
            tempfile.NamedTemporaryFile("w", suffix=".mjs", dir=peers) as script:
        text.write("\n".join(out))
        text.flush()
        script.write(SCRIPT)
        script.flush()
        subprocess.run(["node", script.name, text.name, str(pdf)], check=True)


main()
