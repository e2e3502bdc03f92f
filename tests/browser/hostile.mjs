/*
 * hostile.mjs GONGKAI FOLDER - a workspace with hostile text in every text column, published, and
 * every page of it opened: nothing runs, nobody is asked, nothing bursts.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const gongkai = resolve(process.argv[2]), folder = resolve(process.argv[3]);
const long = "W".repeat(10000), han = "长".repeat(2000);
const CELLS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(2)>", "javascript:alert(3)",
    "[点这里](javascript:alert(4)) ![图](http://evil.example/x.png) **重**", "\"><svg/onload=alert(5)>'",
    "\u202E倒着写\u2066的字\u200F", "{{&title_html}}{{>top.html}}{{#rows}}", "'; DROP TABLE x; --",
    "http://evil.example/?<b>", "]]><!-- &amp;&#x3c;script>alert(6)", long, han,
];

/* One compound, three rows a table; ids are hostile too where they are not the compound's. */
let next = 0;
function cell(table, field, row) {
    const name = field.name, must = field.constraints?.required;
    if (name === "compound_id") return "h-01";
    if (field["gongkai:privacy"] === "private" && !must) return "";
    const choices = field.constraints?.enum;
    if (choices) return choices[row % choices.length];
    switch (field.type) {
    case "date": return `2026-10-0${1 + row}`;
    case "integer": return String(3 + row);
    case "number": return String(12.5 + row);
    case "boolean": return "是";
    }
    if (/^(period|year)$/.test(name) || /period/.test(name)) return "2026-10";
    if (/_id$|^number$/.test(name)) return `${table}${row}<b>"'`;
    return CELLS[next++ % CELLS.length];
}

const quote = (text) => `"${text.replaceAll('"', '""')}"`;
mkdirSync(join(folder, "input"), { recursive: true });
const schema = JSON.parse(execFileSync(gongkai, ["schema"], { maxBuffer: 1 << 26 }));
let columns = 0;
for (const table of schema.resources) {
    if (table.name === "disclosure_rules" || table.name === "reported_totals") continue;
    const fields = table.schema.fields, lines = [fields.map((field) => quote(field.title)).join(",")];
    columns += fields.filter((field) => field.type === "string").length;
    const rows = table.name === "compounds" ? 1 : CELLS.length;
    for (let row = 0; row < rows; row++, next++) lines.push(fields.map((field) => quote(cell(table.name, field, row % 9))).join(","));
    writeFileSync(join(folder, "input", `${table.name}.csv`), lines.join("\r\n") + "\r\n");
}
mkdirSync(join(folder, "input/notes/2026-10/h-01"), { recursive: true });
writeFileSync(join(folder, "input/notes/2026-10/h-01/services.md"), "单位说明\n\n" + CELLS.join("\n\n"));
writeFileSync(join(folder, "gongkai.lua"), `return { name = ${JSON.stringify(CELLS[0])}, publisher = ${JSON.stringify(CELLS[1])}, contact = ${JSON.stringify(CELLS[4])}, period = "2026-10" }\n`);
try {
    execFileSync(gongkai, ["build", "-C", folder, "--quiet"], { stdio: "pipe" });
} catch (error) {
    console.log(`gongkai build: ${error.status}: ${String(error.stderr).slice(-1500)}`);
    if (error.status !== 3) process.exit(1);
}

const site = join(folder, "output/site");
const walk = (at) => readdirSync(at, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(at, entry.name)) : [join(at, entry.name)]);
const pages = walk(site + "/").filter((path) => path.endsWith(".html") && !path.endsWith("404.html"));
const texts = pages.map((path) => readFileSync(path, "utf8")).join("\n");
let failed = 0;
function check(good, what) {
    if (!good) {
        failed++;
        console.log("  not ok: " + what);
    }
}
/* Otherwise the pages prove nothing. */
for (const part of ["&lt;script&gt;alert(1)", "onerror=alert(2)&gt;", "javascript:alert(3)", "svg/onload=alert(5)", "{{&amp;title_html}}", long])
    check(texts.includes(part), `no page carries ${part.slice(0, 40)}`);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 360, height: 900 } });
const page = await context.newPage();
let where = "";
page.on("dialog", (dialog) => { check(false, `${where}: ${dialog.message()}`); dialog.dismiss(); });
page.on("request", (request) => check(request.url().startsWith("file://"), `${where}: asked ${request.url()}`));
page.on("console", (message) => check(message.type() !== "error", `${where}: ${message.text()}`));
const fits = (label) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    .then((over) => check(over <= 0, `${where} ${label}: ${over} px too wide`));
for (const path of pages) {
    where = relative(site, path);
    await page.goto(pathToFileURL(path).href);
    await fits("360");
    check(await page.evaluate(() => !document.querySelector("main script, main img, main iframe, main [onload], main [onerror], a[href^='javascript:' i]")),
        `${where}: live markup`);
    await page.locator("#large").check();
    await fits("360 large");
    await page.locator("#large").uncheck();
    await page.setViewportSize({ width: 1280, height: 900 });
    await fits("1280");
    await page.setViewportSize({ width: 360, height: 900 });
}
await browser.close();
console.log(`${pages.length} pages, hostile text in ${columns} text columns, ${failed} failed`);
process.exit(failed ? 1 : 0);
