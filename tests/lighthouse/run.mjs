/*
 * run.mjs SITE - Lighthouse on the pages that people see first, as a phone sees them.
 *
 * Accessibility, best practices and search engines must reach 95. Performance is printed only: it is
 * a time, and times depend on the machine. Nothing is asked of any other machine.
 */
import { createReadStream, existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import * as launcher from "chrome-launcher";
import lighthouse from "lighthouse";

const LEAST = 95;
const site = resolve(process.argv[2]);
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const server = createServer((request, response) => {
    const path = join(site, decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (!path.startsWith(site) || !existsSync(path) || !statSync(path).isFile()) {
        response.writeHead(404).end();
        return;
    }
    const type = types[extname(path)];
    if (!type) {
        response.writeHead(200, { "content-type": "application/octet-stream" });
        createReadStream(path).pipe(response);
        return;
    }
    /* As any web server is set up. */
    response.writeHead(200, { "content-type": type, "content-encoding": "gzip", "cache-control": "max-age=31536000" });
    response.end(gzipSync(readFileSync(path)));
}).listen(0, "127.0.0.1");
await new Promise((done) => server.on("listening", done));

const compound = readdirSync(join(site, "c")).sort()[0];
const edition = readdirSync(join(site, "c", compound)).filter((name) => /^\d{4}-\d\d$/.test(name)).sort().at(-1);
const chrome = await launcher.launch({
    chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromeFlags: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let failed = 0;
for (const path of ["index.html", `c/${compound}/index.html`, `c/${compound}/${edition}/index.html`, "en/index.html"]) {
    const result = await lighthouse(`http://127.0.0.1:${server.address().port}/${path}`,
        { port: chrome.port, output: "json", logLevel: "error", onlyCategories: ["performance", "accessibility", "best-practices", "seo"] });
    const scores = Object.values(result.lhr.categories).map((category) => [category.id, Math.round(category.score * 100)]);
    console.log(`${path}: ${scores.map(([id, score]) => `${id} ${score}`).join(", ")}`);
    for (const [id, score] of scores) {
        if (score >= LEAST) continue;
        failed += id === "performance" ? 0 : 1;
        for (const ref of result.lhr.categories[id].auditRefs) {
            const audit = result.lhr.audits[ref.id];
            if (ref.weight && audit.score !== null && audit.score < 0.9) console.log(`  ${id}: ${audit.id}: ${audit.title} ${audit.displayValue ?? ""}`);
        }
    }
}
await chrome.kill();
server.close();
process.exit(failed ? 1 : 0);
