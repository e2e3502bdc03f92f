// csvw.mjs SITE: every data/TABLE.csv with its TABLE.csv-metadata.json, by the rules for validators of
// "Metadata Vocabulary for Tabular Data" and "Model for Tabular Data" (W3C), and by a processor that
// makes RDF of them. A validator that accepts anything would prove nothing: spoilt twins must fail.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import jsonld from "jsonld";
import CsvwParser from "rdf-parser-csvw";

const ATOMIC = new Set(["anyAtomicType", "anyURI", "base64Binary", "boolean", "date", "dateTime", "dateTimeStamp", "decimal",
  "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedLong", "unsignedInt",
  "unsignedShort", "unsignedByte", "nonPositiveInteger", "negativeInteger", "double", "number", "binary", "float", "time",
  "string", "any", "datetime", "normalizedString", "token", "language", "Name", "NMTOKEN", "xml", "html", "json",
  "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth", "QName", "hexBinary", "duration"]);
const PREFIXES = new Set(["dc", "dcterms", "dc11", "dcat", "foaf", "schema", "rdf", "rdfs", "owl", "xsd", "skos", "prov", "vcard", "cc", "org", "csvw"]);
const INHERITED = ["aboutUrl", "datatype", "default", "lang", "null", "ordered", "propertyUrl", "required", "separator", "textDirection", "valueUrl"];
const TABLE = ["@context", "@id", "@type", "url", "dialect", "notes", "suppressOutput", "tableDirection", "tableSchema", "transformations", ...INHERITED];
const SCHEMA = ["@id", "@type", "columns", "foreignKeys", "primaryKey", "rowTitles", ...INHERITED];
const COLUMN = ["@id", "@type", "name", "suppressOutput", "titles", "virtual", ...INHERITED];
const DIALECT = { encoding: "string", lineTerminators: "terminators", quoteChar: "string", doubleQuote: "boolean", skipRows: "number",
  commentPrefix: "string", header: "boolean", headerRowCount: "number", delimiter: "string", skipColumns: "number", skipBlankRows: "boolean",
  skipInitialSpace: "boolean", trim: "any", "@id": "string", "@type": "string" };

function common(key, value, wrong) {
  const [prefix] = key.split(":");
  if (!/^https?:\/\//.test(key) && !(key.includes(":") && PREFIXES.has(prefix))) return wrong(`property ${key}`);
  const walk = (v) => {
    if (Array.isArray(v)) return v.forEach(walk);
    if (v && typeof v === "object") {
      for (const k of Object.keys(v)) {
        if (k.startsWith("@") && !["@id", "@type", "@value", "@language"].includes(k)) wrong(`${key}: ${k}`);
        if (k === "@value" && Object.keys(v).some((o) => !["@value", "@type", "@language"].includes(o))) wrong(`${key}: @value beside others`);
      }
      if ("@id" in v && (typeof v["@id"] !== "string" || v["@id"].startsWith("_:"))) wrong(`${key}: @id`);
    }
  };
  walk(value);
}

function properties(where, object, known, wrong) {
  for (const [key, value] of Object.entries(object)) if (!known.includes(key)) common(key, value, (w) => wrong(`${where}: ${w}`));
}

const INTEGER = /^[-+]?\d+$/, DECIMAL = /^[-+]?(\d+(\.\d+)?|\.\d+)$/;
function isDate(text) {
  const m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!m) return false;
  const d = new Date(`${text}T00:00:00Z`);
  return !isNaN(d) && d.toISOString().slice(0, 10) === text;
}
function parses(type, cell) {
  if (type === "integer") return INTEGER.test(cell);
  if (type === "decimal" || type === "number") return DECIMAL.test(cell);
  if (type === "boolean") return ["true", "false", "1", "0"].includes(cell);
  if (type === "date") return isDate(cell);
  return type === "string";
}

// RFC 4180, LF.
function rowsOf(text) {
  const rows = [[]];
  let cell = "", i = 0;
  while (i < text.length) {
    if (text[i] === '"') {
      for (i++; ; i++) {
        if (i >= text.length) throw new Error("a quote is not closed");
        if (text[i] === '"' && text[i + 1] === '"') cell += text[i++];
        else if (text[i] === '"') break;
        else cell += text[i];
      }
      i++;
    } else if (text[i] === "," || text[i] === "\n") {
      rows[rows.length - 1].push(cell);
      cell = "";
      if (text[i++] === "\n") rows.push([]);
    } else cell += text[i++];
  }
  if (rows.pop().length || cell) throw new Error("the last line has no end");
  return rows;
}

function validate(name, csv, meta) {
  const failures = [], wrong = (words) => failures.push(`${name}: ${words}`);
  const context = [meta["@context"]].flat();
  if (context[0] !== "http://www.w3.org/ns/csvw" || context.length > 2 ||
      (context[1] && Object.keys(context[1]).some((k) => !["@language", "@base"].includes(k)))) wrong("@context");
  if (meta.url !== name) wrong(`url ${meta.url}`);
  properties("table", meta, TABLE, wrong);
  for (const [key, value] of Object.entries(meta.dialect ?? {})) {
    const kind = DIALECT[key];
    if (!kind) wrong(`dialect: ${key}`);
    else if (kind === "terminators" ? ![value].flat().every((t) => typeof t === "string") : kind !== "any" && typeof value !== kind) wrong(`dialect: ${key} ${value}`);
  }
  const schema = meta.tableSchema ?? {}, columns = schema.columns ?? [];
  properties("tableSchema", schema, SCHEMA, wrong);
  if (!columns.length) wrong("no columns");
  const names = columns.map((c) => c.name);
  if (new Set(names).size !== names.length) wrong("a name stands twice");
  for (const c of columns) {
    properties(`column ${c.name}`, c, COLUMN, wrong);
    if (!/^[A-Za-z0-9%][A-Za-z0-9_.%]*$/.test(c.name ?? "")) wrong(`column name ${c.name}`);
    const base = typeof c.datatype === "object" ? c.datatype.base : c.datatype;
    if (!ATOMIC.has(base)) wrong(`column ${c.name}: datatype ${base}`);
  }
  let rows = [[]];
  try {
    rows = rowsOf(csv);
  } catch (e) {
    wrong(e.message);
  }
  if (rows[0].length !== columns.length || rows[0].some((t, i) => ![columns[i]?.titles].flat().includes(t))) wrong("header and titles differ");
  let cells = 0;
  rows.slice(1).forEach((row, n) => {
    if (row.length !== columns.length) return wrong(`row ${n + 2}: ${row.length} cells`);
    row.forEach((cell, i) => {
      cells++;
      if (cell === "" ? columns[i].required : !parses(columns[i].datatype, cell)) wrong(`row ${n + 2}: ${columns[i].name} = ${cell} is no ${columns[i].datatype}`);
    });
  });
  const key = [schema.primaryKey ?? []].flat();
  if (key.some((k) => !names.includes(k))) wrong(`primary key ${key}`);
  else if (key.length) {
    const seen = new Set();
    for (const row of rows.slice(1)) {
      const value = JSON.stringify(key.map((k) => row[names.indexOf(k)]));
      if (seen.has(value)) wrong(`primary key ${value} stands twice`);
      seen.add(value);
    }
  }
  for (const fk of schema.foreignKeys ?? []) wrong(`a foreign key leads out of the one table: ${JSON.stringify(fk)}`);
  return { failures, rows: rows.length - 1, cells, columns };
}

// The terms of the CSVW context that are used here: the processor takes metadata as RDF.
const CSVW = "http://www.w3.org/ns/csvw#", XSD = "http://www.w3.org/2001/XMLSchema#";
const TERMS = {
  "@vocab": CSVW, dc: "http://purl.org/dc/terms/",
  url: { "@id": "url", "@type": "@id" }, columns: { "@id": "column", "@container": "@list" }, titles: { "@id": "title" },
  primaryKey: { "@id": "primaryKey" },
  datatype: { "@id": "datatype", "@type": "@id", "@context": Object.fromEntries([...ATOMIC].map((t) => [t, XSD + t])) },
};
class Quads {
  constructor(quads) { this.quads = quads; }
  match(s, p, o) {
    const same = (term, wanted) => !wanted || (term.termType === wanted.termType && term.value === wanted.value);
    return new Quads(this.quads.filter((q) => same(q.subject, s) && same(q.predicate, p) && same(q.object, o)));
  }
  [Symbol.iterator]() { return this.quads[Symbol.iterator](); }
}

async function statementsOf(csv, meta) {
  const typed = structuredClone({ ...meta, "@context": TERMS });
  for (const c of typed.tableSchema.columns) c.datatype = { "@id": XSD + c.datatype };
  const quads = await jsonld.toRDF(typed, { base: "https://example.org/data/" });
  const equals = function (other) { return !!other && other.termType === this.termType && other.value === this.value; };
  for (const q of quads) for (const term of [q.subject, q.predicate, q.object, q.object.datatype]) if (term) term.equals = equals;
  const found = [];
  const parser = new CsvwParser({ metadata: new Quads(quads), baseIRI: "https://example.org/data/" });
  const stream = parser.import(Readable.from([csv]));
  await new Promise((good, bad) => {
    stream.on("data", (q) => found.push(q));
    stream.on("end", good);
    stream.on("error", bad);
  });
  return found;
}

const folder = join(process.argv[2], "data"), failures = [];
let tables = 0, cells = 0, statements = 0, spoilt = 0;
for (const file of readdirSync(folder).filter((n) => n.endsWith(".csv-metadata.json"))) {
  const name = file.replace("-metadata.json", "");
  const csv = readFileSync(join(folder, name), "utf8"), meta = JSON.parse(readFileSync(join(folder, file), "utf8"));
  const result = validate(name, csv, meta);
  failures.push(...result.failures);
  tables++;
  cells += result.cells;
  // Cells with their types, as the processor has them: one statement for each that is not empty.
  const made = (await statementsOf(csv, meta)).filter((q) => q.predicate.value.includes("#") && !q.predicate.value.startsWith(CSVW) && q.object.termType === "Literal");
  statements += made.length;
  const wanted = rowsOf(csv).slice(1).flatMap((r) => r.map((cell, i) => [result.columns[i], cell]).filter(([, cell]) => cell !== ""));
  const told = (name, type, value) => `${name} ${type} ${value}`;
  const got = made.map((q) => told(q.predicate.value.split("#").pop(), q.object.datatype.value.slice(XSD.length), q.object.value)).sort();
  const want = wanted.map(([c, cell]) => told(c.name, c.datatype, cell)).sort();
  const at = want.findIndex((w, i) => w !== got[i]);
  if (at >= 0 || got.length !== want.length) failures.push(`${name}: the processor has ${got.length} values, the file ${want.length}; ${want[at]}, ${got[at]}`);
  const number = result.columns.findIndex((c) => ["decimal", "integer", "date", "boolean"].includes(c.datatype));
  const spoil = [
    [csv, { ...meta, "@context": "http://example.org/" }],
    [csv, { ...meta, publisher: "no prefix" }],
    [csv, { ...meta, url: "other.csv" }],
    [csv, { ...meta, tableSchema: { ...meta.tableSchema, columns: meta.tableSchema.columns.slice(1) } }],
    [csv, { ...meta, tableSchema: { ...meta.tableSchema, columns: meta.tableSchema.columns.map((c) => ({ ...c, datatype: "money" })) } }],
    [csv, { ...meta, tableSchema: { ...meta.tableSchema, primaryKey: ["nothing"] } }],
    [csv.slice(0, -1), meta],
  ];
  if (result.rows > 0) {
    spoil.push([csv.replace(/\n$/, ",more\n"), meta]);
    if (meta.tableSchema.primaryKey) spoil.push([csv + csv.trimEnd().split("\n").pop() + "\n", meta]);
    if (number >= 0) spoil.push([csv + result.columns.map((c, i) => (i === number ? "2026-13-01x" : "")).join(",") + "\n", meta]);
  }
  for (const [c, m] of spoil) {
    spoilt++;
    if (!validate(name, c, m).failures.length) failures.push(`${name}: accepted what it must not: ${JSON.stringify(m).slice(0, 80)}`);
  }
}
if (tables < 5 || cells < 1000) failures.push(`only ${tables} tables, ${cells} cells`);
console.log(`csvw: ${tables} tables, ${cells} cells, ${statements} statements; ${spoilt} spoilt twins found`);
for (const f of failures.slice(0, 30)) console.log("   ", f);
process.exit(failures.length ? 1 : 0);
