// input.mjs GONGKAI: what `gongkai schema` says of the input tables, against the schema of Data
// Package v2 and the library of Table Schema; the blank forms are its files, a row that it allows
// is one that the program reads.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import tableschema from "tableschema";

const here = dirname(fileURLToPath(import.meta.url));
const gongkai = process.argv[2];
const failures = [];
const out = mkdtempSync(join(tmpdir(), "gongkai-schema-"));
const forms = join(out, "forms");
execFileSync(gongkai, ["template", forms]);
const schema = JSON.parse(execFileSync(gongkai, ["schema"], { encoding: "utf8" }));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
for (const hint of ["textarea"]) ajv.addFormat(hint, true);
const valid = ajv.compile(JSON.parse(readFileSync(join(here, "datapackage-2.0.json"), "utf8")));

// The descriptor, its files, and the header of each: what is wrong, in words.
async function faults(descriptor) {
  const found = [];
  if (!valid(descriptor)) found.push(...valid.errors.slice(0, 3).map((e) => `${e.instancePath} ${e.message}`));
  const files = new Set(readdirSync(forms));
  for (const resource of descriptor.resources ?? []) {
    if (!files.has(resource.path)) found.push(`${resource.name}: no blank form “${resource.path}”`);
    else {
      const bytes = readFileSync(join(forms, resource.path));
      const text = new TextDecoder(resource.encoding).decode(bytes); // takes the mark away
      const header = text.trimEnd().split(",");
      const titles = (resource.schema?.fields ?? []).map((f) => f.title);
      if (JSON.stringify(header) !== JSON.stringify(titles)) found.push(`${resource.name}: the form's header is not the fields'`);
    }
    const table = await tableschema.Schema.load(resource.schema ?? {});
    if (!table.valid) found.push(...table.errors.slice(0, 3).map((e) => `${resource.name}: ${e.message}`));
  }
  return found;
}
failures.push(...(await faults(schema)));
for (const spoil of [
  (p) => (p.resources[0].path = "input/"),
  (p) => (p.resources[0].path = ["/etc/passwd"]),
  (p) => (p.resources[3].schema.fields[0].type = "money"),
  (p) => (p.resources[3].schema.fields[1].title = "别的"),
  (p) => (p.resources[3].schema.primaryKey = ["nowhere"]),
  (p) => delete p.resources[5].name,
]) {
  const other = structuredClone(schema);
  spoil(other);
  if ((await faults(other)).length === 0) failures.push(`accepted, though spoilt: ${spoil}`);
}

// One row in the forms that the schema allows: the library takes it, and so does the program.
const words = { string: "甲", date: "2026-10-05", integer: "3", number: "12.50", boolean: "是" };
const compound = { compound_id: "A-1", compound_name: "芦汀苑" };
function cell(field) {
  if (field.constraints.enum) return field.constraints.enum[0];
  if (field.name in compound) return compound[field.name];
  if (field["gongkai:type"] === "period" || field["gongkai:type"] === "date or period") return "2026年10月";
  if (field["gongkai:type"] === "id") return "B-7";
  return words[field.type];
}
const input = join(out, "work", "input");
mkdirSync(input, { recursive: true });
for (const resource of schema.resources) {
  const table = await tableschema.Schema.load(resource.schema);
  const row = resource.schema.fields.map(cell);
  const cast = (cells) => { try { table.castRow(cells, { failFast: true }); return true; } catch { return false; } };
  if (!cast(row)) failures.push(`${resource.name}: its own row is refused: ${row}`);
  for (const [i, field] of resource.schema.fields.entries()) {
    const bad = row.with ? row.with(i, "十一×") : row.map((c, k) => (k === i ? "十一×" : c));
    if ((field.type !== "string" || field.constraints.enum) && cast(bad))
      failures.push(`${resource.name}.${field.name}: “十一×” is taken for ${field.type}`);
    if (field.constraints.required && cast(row.map((c, k) => (k === i ? "" : c))))
      failures.push(`${resource.name}.${field.name}: is required, and may be empty`);
  }
  writeFileSync(join(input, resource.path), resource.schema.fields.map((f) => f.title).join(",") + "\n" + row.join(",") + "\n");
}
spawnSync(gongkai, ["check", "-C", join(out, "work"), "--quiet"]);
const problems = readFileSync(join(out, "work/output/report/problems.csv"), "utf8");
const run = JSON.parse(readFileSync(join(out, "work/output/report/run.json"), "utf8"));
for (const line of problems.split("\n"))
  if (/,(error|note),(not_|unknown_|empty_|missing_|building_|e_|too_|wrong_|is_percent|impossible)/.test(line) && !/unknown_reference/.test(line))
    failures.push(`a row that the schema allows is not read: ${line}`);
if (run.files.length !== schema.resources.length) failures.push(`${run.files.length} files were read`);
for (const f of run.files) if (f.accepted !== 1) failures.push(`${f.path}: ${f.accepted} rows accepted`);
rmSync(out, { recursive: true });

if (failures.length) {
  console.error(failures.join("\n"));
  process.exit(1);
}
console.log(`schema: ${schema.resources.length} input tables by Data Package v2 and Table Schema; forms and rows agree`);
