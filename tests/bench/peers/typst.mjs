// typst.mjs OUT: a bulletin per compound from the JSON that duckdb.mjs left, one compiler for all.
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import fs from 'node:fs';
import path from 'node:path';

const out = process.argv[2];
const template = `
#set document(date: none)
#set page(paper: "a4", margin: (x: 27mm, y: 36mm), numbering: "1")
#set text(font: "Noto Serif CJK SC", size: 15.75pt, lang: "zh")
#set par(justify: true, first-line-indent: 2em, leading: 0.9em)
#show heading: set text(font: "Noto Sans CJK SC", weight: "bold")
#let d = json.decode(sys.inputs.data)
#align(center, text(size: 22pt, weight: "bold", d.name + "2026年10月“四公开”公示"))
#d.lead
#table(columns: 2, [月], [投诉], ..d.history.flatten())
#table(columns: 2, [类别], [件], ..d.kinds.flatten())
#for part in d.parts [
  = #part.title
  #part.text
  #set text(size: 9pt)
  #if part.rows.len() > 0 { table(columns: part.head.len(), ..part.head.map(h => text(font: "Noto Sans CJK SC", h)), ..part.rows.flatten()) }
]
`;
const compiler = NodeCompiler.create({ workspace: out,
  fontArgs: [{ fontPaths: ['/usr/share/fonts/opentype/noto'] }] });
for (const id of fs.readdirSync(path.join(out, 'data')).sort()) {
  const folder = path.join(out, 'data', id);
  const data = fs.readFileSync(path.join(folder, 'bulletin.json'), 'utf8');
  fs.writeFileSync(path.join(folder, 'bulletin.pdf'), compiler.pdf({ mainFileContent: template, inputs: { data } }));
  compiler.evictCache(10);
}
