// check.mjs SITE: datapackage.json against the schema of Data Package v2, catalog.jsonld by a
// JSON-LD processor. Nothing is fetched: the profile lies beside, the context is in the file.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import jsonld from "jsonld";

const here = dirname(fileURLToPath(import.meta.url));
const site = process.argv[2];
const failures = [];
const read = (path) => JSON.parse(readFileSync(path, "utf8"));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
for (const hint of ["textarea"]) ajv.addFormat(hint, true); // a hint for forms, no rule
const valid = ajv.compile(read(join(here, "datapackage-2.0.json")));
function checkPackage(where, value) {
  if (!valid(value))
    for (const e of valid.errors.slice(0, 5)) failures.push(`${where}: ${e.instancePath} ${e.message}`);
}
const data = read(join(site, "data/datapackage.json"));
checkPackage("data/datapackage.json", data);
// A profile that accepts anything would prove nothing.
for (const spoil of [
  (p) => delete p.resources,
  (p) => (p.resources = []),
  (p) => (p.resources[0].path = 7),
  (p) => (p.licenses = [{}]),
  (p) => (p.resources[0].schema = { fields: [{ title: "no name" }] }),
]) {
  const other = structuredClone(data);
  spoil(other);
  if (valid(other)) failures.push(`the profile accepts what it must not: ${spoil}`);
}

const DCAT = "http://www.w3.org/ns/dcat#", DCT = "http://purl.org/dc/terms/";
const catalogue = read(join(site, "data/catalog.jsonld"));
const noDocuments = async (url) => { throw new Error(`would fetch ${url}`); };
const options = { base: "https://example.org/data/", documentLoader: noDocuments, safe: true };
const [root] = await jsonld.expand(catalogue, options);
const quads = await jsonld.toRDF(catalogue, options);
const has = (p, o) => quads.filter((q) => q.predicate.value === p && (!o || q.object.value === o));
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
if (root["@type"]?.[0] !== DCAT + "Catalog") failures.push("catalog.jsonld: no dcat:Catalog");
const datasets = has(TYPE, DCAT + "Dataset").length, files = has(TYPE, DCAT + "Distribution").length;
const csvs = data.resources.filter((r) => r.type === "table" && !/-(excel|json)$/.test(r.name)).length;
if (datasets !== csvs) failures.push(`catalog.jsonld: ${datasets} datasets, ${csvs} tables`);
if (has(DCAT + "dataset").length !== datasets) failures.push("catalog.jsonld: a dataset hangs nowhere");
if (has(DCAT + "distribution").length !== files) failures.push("catalog.jsonld: a distribution hangs nowhere");
if (has(DCT + "title").length < datasets + 1) failures.push("catalog.jsonld: titles are missing");
// What DCAT-AP demands of catalogue, dataset and distribution.
const ofType = (t) => has(TYPE, DCAT + t).map((q) => q.subject.value);
for (const [type, properties] of [
  ["Catalog", [DCT + "title", DCT + "description", DCT + "publisher"]],
  ["Dataset", [DCT + "title", DCT + "description", DCT + "publisher", DCT + "license", DCT + "accrualPeriodicity", DCAT + "contactPoint"]],
  ["Distribution", [DCAT + "accessURL", DCAT + "downloadURL", DCAT + "mediaType"]],
])
  for (const subject of ofType(type))
    for (const p of properties)
      if (!quads.some((q) => q.subject.value === subject && q.predicate.value === p)) failures.push(`catalog.jsonld: a ${type} without ${p}`);
for (const q of has(DCAT + "downloadURL")) {
  const name = decodeURIComponent(q.object.value.split("/").pop());
  if (!/^https?:/.test(q.object.value) || !existsSync(join(site, "data", name)))
    failures.push(`catalog.jsonld: ${q.object.value} leads nowhere`);
}
for (const q of has(DCAT + "byteSize"))
  if (!/^\d+$/.test(q.object.value) || !q.object.datatype.value.endsWith("#nonNegativeInteger"))
    failures.push(`catalog.jsonld: size ${q.object.value}`);
for (const name of readdirSync(join(site, "data")).filter((n) => n.endsWith(".csv-metadata.json"))) {
  const table = read(join(site, "data", name));
  if (table["@context"]?.[0] !== "http://www.w3.org/ns/csvw") failures.push(`${name}: no CSVW context`);
}
console.log(`profiles: ${data.resources.length} resources, ${datasets} datasets, ${files} distributions, ${quads.length} statements`);
for (const f of failures) console.log("   ", f);
process.exit(failures.length ? 1 : 0);
