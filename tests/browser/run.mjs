/*
 * run.mjs SITE - the pages of an edition in a real browser.
 *
 * LONG=1 looks at the longest and the emptiest page of each kind too.
 * ONLY=search,paper runs these steps alone, PAGES=matter the looks of pages with that in their path.
 *
 * Every check names the page it failed on. The folder is served on 127.0.0.1;
 * some checks open the files directly, as from a USB stick.
 */
import { createReadStream, existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, relative, resolve } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const site = resolve(process.argv[2]);
const failures = [];
let checks = 0;

function check(good, what) {
    checks++;
    if (!good) {
        failures.push(what);
        console.log("  not ok: " + what);
    }
}

/* --- the files ------------------------------------------------------------------------------ */

function walk(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? walk(path) : [relative(site, path)];
    }).sort();
}

const files = walk(site);
const pages = files.filter((path) => path.endsWith(".html"));

/* One page of each kind: the pages of a kind come from one template. */
function kind(path) {
    const zh = path.replace(/^en\//, "");
    return (path.startsWith("en/") ? "en/" : "") +
        zh.replace(/^c\/[^/]+\/index/, "c/*/index").replace(/^c\/[^/]+\/\d{4}-\d\d/, "c/*/*")
            .replace(/^s\/[^/]+\/[^/]+\/\d{4}-\d\d/, "s/*/*/*").replace(/^matter\/.*/, "matter/*");
}
const firsts = [...new Map(pages.map((path) => [kind(path), path])).values()];
/* LONG=1: of each kind also the page with most and the one with least on it. */
function extremes() {
    const byKind = new Map();
    for (const path of pages) byKind.set(kind(path), [...(byKind.get(kind(path)) ?? []), path]);
    return [...byKind.values()].flatMap((paths) => {
        const sorted = paths.map((path) => [statSync(join(site, path)).size, path]).sort((a, b) => a[0] - b[0]).map(([, path]) => path);
        return [sorted[0], sorted.at(-1)];
    });
}
const samples = process.env.LONG ? [...new Set([...firsts, ...extremes()])] : firsts;
const compound = samples.find((path) => /^c\/[^/]+\/index\.html$/.test(path));
const edition = samples.find((path) => /^c\/[^/]+\/\d{4}-\d\d\/index\.html$/.test(path));

function links() {
    const ids = new Map(), wanted = [];
    for (const path of pages) {
        const text = readFileSync(join(site, path), "utf8");
        ids.set(path, new Set([...text.matchAll(/ id="([^"]*)"/g)].map((m) => m[1])));
        for (const [, raw] of text.matchAll(/ (?:href|src)="([^"]*)"/g)) {
            const link = raw.replaceAll("&amp;", "&");
            if (/^[a-z]+:/i.test(link)) {
                check(/^(https?|mailto):/.test(link), `${path}: scheme of ${link}`);
                continue;
            }
            const [file, anchor] = link.split("#");
            /* The sample stands at its host's top, and 404.html says so. */
            const target = file.startsWith("/") ? file.slice(1) : file.split("?")[0] ? relative(site, resolve(site, dirname(path), file.split("?")[0])) : path;
            wanted.push([path, link, target, anchor]);
        }
        check(!/ style="| on[a-z]+="|<style|<script>/.test(text), `${path}: script or style in the page`);
    }
    const have = new Set(files);
    for (const [path, link, target, anchor] of wanted) {
        check(have.has(target), `${path}: ${link} leads nowhere`);
        if (anchor && ids.has(target)) check(ids.get(target).has(anchor), `${path}: no anchor ${link}`);
    }
}

/* Every number on every page is the number of metrics.csv. */
function figures() {
    const values = new Map();
    for (const line of readFileSync(join(site, "metrics.csv"), "utf8").split("\n").slice(1)) {
        const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1] ?? m[2]);
        values.set([cells[0], cells[1] + ":" + cells[2], cells[3], cells[4]].join("|"), [cells[8], cells[10]]);
    }
    const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'").replaceAll("&amp;", "&");
    /* metrics.csv reaches back twelve months; pages of earlier editions reach further. */
    const newest = [...values.keys()].map((key) => key.split("|")[2]).sort().at(-1) ?? "";
    const oldest = `${Number(newest.slice(0, 4)) - 1}${newest.slice(4)}`;
    let count = 0;
    for (const path of pages) {
        const text = readFileSync(join(site, path), "utf8");
        for (const [, attributes] of text.matchAll(/<data ([^>]*)>/g)) {
            const a = Object.fromEntries([...attributes.matchAll(/([a-z-]+)="([^"]*)"/g)].map((m) => [m[1], plain(m[2])]));
            if (a["data-period"] < oldest) continue;
            const row = values.get([a["data-figure"], a["data-scope"], a["data-period"], a["data-window"]].join("|"));
            check(row && row[0] === a.value && row[1] === (a["data-state"] ?? "ok"),
                `${path}: ${a["data-figure"]} ${a["data-scope"]} ${a["data-period"]} ${a["data-window"]} is '${a.value}' on the page, '${row}' in metrics.csv`);
            count++;
        }
    }
    const front = readFileSync(join(site, "index.html"), "utf8"), list = readFileSync(join(site, "completeness/index.html"), "utf8");
    const overdue = /data-figure="M04"[^>]*>(\d+)/.exec(front)?.[1];
    check(Number(overdue) === (list.split('<ul class="gaps">')[1] ?? "").split("</ul>")[0].split("<li>").length - 1,
        `${overdue} overdue items on the front page, another number in the list`);
    check(count > 100, `only ${count} figures on all pages`);
    check(statSync(join(site, "index.html")).size <= 100000, "the front page is larger than 100 kB");
}

/* --- the browser ------------------------------------------------------------------------------ */

const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const server = createServer((request, response) => {
    const path = join(site, decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (!path.startsWith(site) || !existsSync(path) || !statSync(path).isFile()) {
        response.writeHead(404).end();
        return;
    }
    response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" });
    createReadStream(path).pipe(response);
}).listen(0, "127.0.0.1");
await new Promise((done) => server.on("listening", done));
const base = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--allow-file-access-from-files=false"],
});

/* A page that reports whatever goes wrong in it, and whoever it asks. */
async function open(context, address) {
    const page = await context.newPage();
    page.on("console", (message) => check(message.type() !== "error", `${address}: console: ${message.text()}`));
    page.on("pageerror", (error) => check(false, `${address}: ${error}`));
    page.on("requestfailed", (request) => check(false, `${address}: could not load ${request.url()}`));
    page.on("request", (request) => check(request.url().startsWith(base) || request.url().startsWith("file://"),
        `${address}: asked ${request.url()}`));
    await page.goto(address);
    return page;
}

async function judge(page, name, rules) {
    if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axe);
    const result = await page.evaluate((wanted) => window.axe.run(document, { ...wanted, resultTypes: ["violations"] }), rules);
    for (const violation of result.violations)
        check(false, `${name}: ${violation.id}: ${violation.help}: ${violation.nodes.slice(0, 2).map((n) => n.html.slice(0, 160)).join(" | ")}`);
    check(true, name);
}
const AA = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
const CONTRAST = { runOnly: { type: "rule", values: ["color-contrast"] } };
const AAA_CONTRAST = { runOnly: { type: "rule", values: ["color-contrast-enhanced"] } };

const noSidewaysScroll = (page, name) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    .then((over) => check(over <= 0, `${name}: the page is ${over} px too wide`));

/* Letters smaller than `least` px that somebody can see. */
const smallLetters = (page, least) => page.evaluate((size) => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !parent.checkVisibility() || parent.closest(".sr, .skip, p.key svg, desc")) continue;
        const px = parseFloat(getComputedStyle(parent).fontSize);
        if (px < size - 0.01) found.push(`${px}px '${walker.currentNode.data.trim().slice(0, 20)}'`);
    }
    return found.slice(0, 3);
}, least);

/* Texts that are cut off by their own box. */
const clipped = (page) => page.evaluate(() => [...document.querySelectorAll("main *")].filter((e) => {
    const style = getComputedStyle(e);
    return e.checkVisibility() && !e.closest(".sr, svg, thead") && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 &&
        style.overflowX === "hidden";
}).slice(0, 3).map((e) => e.outerHTML.slice(0, 120)));

/* Labelled rows of a narrow table that do not begin where the others do. */
const indented = (page) => page.evaluate(() => [...document.querySelectorAll(".stack td")].filter((e) => {
    const style = getComputedStyle(e);
    return style.display === "grid" && parseFloat(style.paddingLeft) > 0;
}).slice(0, 3).map((e) => e.outerHTML.slice(0, 120)));

/* Each kind of page once: as a phone shows it, dark, large, on a tablet and on a desk. */
async function looks() {
    const context = await browser.newContext({ viewport: { width: 360, height: 900 } });
    for (const path of samples.filter((sample) => sample.includes(process.env.PAGES ?? ""))) {
        const page = await open(context, base + path);
        const look = async (label, least) => {
            await noSidewaysScroll(page, `${path} at ${label}`);
            for (const cut of await clipped(page)) check(false, `${path} at ${label}: cut off: ${cut}`);
            for (const small of await smallLetters(page, least)) check(false, `${path} at ${label}: small letters: ${small}`);
        };
        await look("360", 14);
        for (const cell of await indented(page)) check(false, `${path} at 360: indented: ${cell}`);
        await judge(page, `${path} at 360`, AA);
        if (path.startsWith("en/")) { /* the same templates: other words, other widths */
            await page.locator("#large").check();
            await look("360 large", 24);
            await page.close();
            continue;
        }
        await page.emulateMedia({ colorScheme: "dark" });
        await judge(page, `${path} dark`, CONTRAST);
        await page.locator("#large").check();
        await look("360 large", 24);
        await judge(page, `${path} dark large`, AAA_CONTRAST);
        await page.emulateMedia({ colorScheme: "light" });
        await judge(page, `${path} large`, AAA_CONTRAST);
        await page.locator("#large").uncheck();
        for (const width of [768, 1440]) {
            await page.setViewportSize({ width, height: 900 });
            await look(String(width), 14);
        }
        await page.close();
    }
    await context.close();
}

async function search() {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await open(context, base + "index.html");
    const rows = page.locator("#compounds li[data-words]"), all = await rows.count();
    check(all > 1, "the front page lists compounds");
    const name = await rows.nth(1).locator("a.nm").textContent();
    const initials = (await rows.nth(1).getAttribute("data-words")).split(" ").find((w) => /^[a-z0-9]+$/.test(w));
    for (const typed of [name.slice(0, 2), name.slice(1, 3), initials, initials.toUpperCase(), ` ${initials} `]) {
        await page.fill("#q", typed);
        check(await rows.nth(1).isVisible(), `search for '${typed}' finds ${name}`);
        check(await page.locator("#compounds li[data-words]:visible").count() < all, `search for '${typed}' leaves others out`);
    }
    await page.fill("#q", "没有这个小区");
    check(await page.locator("#none").isVisible(), "a search without a hit says so");
    await page.fill("#q", initials);
    await page.press("#q", "Enter");
    await page.waitForURL(/\/c\//);
    check(page.url().includes("/c/"), "Enter opens the only hit");

    await page.goto(base + "index.html");
    const head = page.locator("table.sortable thead th").nth(2), column = "table.sortable tbody tr td:nth-child(3)";
    const values = () => page.locator(column).evaluateAll((cells) => cells.map((c) => c.getAttribute("data-v")));
    await head.locator("button").click();
    check(await head.getAttribute("aria-sort") === "descending", "a click sorts downwards");
    let sorted = (await values()).filter((v) => v !== "").map(Number);
    check(sorted.every((v, i) => !i || sorted[i - 1] >= v), `sorted downwards: ${sorted}`);
    await head.locator("button").focus();
    await page.keyboard.press("Enter");
    sorted = (await values()).filter((v) => v !== "").map(Number);
    check(sorted.every((v, i) => !i || sorted[i - 1] <= v), `sorted upwards by keyboard: ${sorted}`);
    await page.selectOption("#f", "gap");
    check(await page.locator("table.compare tbody tr:visible").count() === await page.locator("table.compare tbody tr.gap").count(),
        "the filter leaves compounds with gaps");
    await context.close();
}

async function withoutScript() {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(base + "index.html");
    check(await page.locator("#find").isHidden(), "without script there is no search that does not work");
    check(await page.locator("#compounds li a.nm").count() > 1, "without script all compounds are listed");
    await page.locator("#compounds li a.nm").first().click();
    check(page.url().includes("/c/"), "without script links lead on");
    const before = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize).catch(() => "");
    await page.locator("#large").check();
    check(await page.locator("#large").isChecked(), `large text can be chosen without script ${before}`);
    const height = await page.locator("h1").evaluate((e) => getComputedStyle(e).fontSize).catch(() => null);
    check(height === null || parseFloat(height) >= 40, "large text is large without script");
    await context.close();
}

async function keyboard() {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await open(context, base + edition);
    const active = (what) => page.evaluate((name) => document.activeElement[name], what);
    await page.keyboard.press("Tab");
    check(await active("className") === "skip", "the first stop is the skip link");
    check((await page.locator(".skip").boundingBox()).x >= 0, "the skip link can be seen");
    await page.keyboard.press("Enter");
    check(await active("id") === "main", "the skip link leads to the content");
    await page.keyboard.press("Tab");
    check(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle) !== "none", "the focus can be seen");

    /* Every stop of a page of each kind: seen, named, in the order of the page, and none is a trap. */
    for (const path of process.env.LONG ? samples.filter((sample) => !sample.startsWith("en/")) : [edition, "index.html"]) {
        await page.goto(base + path);
        const stops = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
            .filter((e) => e.checkVisibility()).length);
        let seen = 0, last = "", order = true;
        for (; seen < Math.min(stops, 40); seen++) {
            await page.keyboard.press("Tab");
            const stop = await page.evaluate(() => {
                const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
                const before = window.stop1, after = !before || (before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING) > 0;
                window.stop1 = e;
                return { tag: e.tagName, html: e.outerHTML.slice(0, 80), after, outline: style.outlineStyle, width: box.width,
                    inside: box.bottom > 0 && box.top < innerHeight, name: e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.[0]?.textContent || "" };
            });
            if (stop.tag === "BODY") break;
            order = order && stop.after;
            check(stop.html !== last && stop.width > 0 && stop.inside, `${path}: stop ${seen + 1} is not in sight: ${stop.html}`);
            check(stop.outline !== "none", `${path}: stop ${seen + 1} shows no focus: ${stop.html}`);
            check(stop.name !== "", `${path}: stop ${seen + 1} has no name: ${stop.html}`);
            last = stop.html + seen;
        }
        check(order, `${path}: stops are not in the order of the page`);
        check(seen >= Math.min(stops, 40) - 1, `${path}: only ${seen} of ${stops} stops are reached`);
    }

    /* Search, large text, sorting and the table behind a chart, without a pointer. */
    await page.goto(base + "index.html");
    await page.locator("#large").focus();
    await page.keyboard.press("Space");
    check(await page.evaluate(() => document.documentElement.classList.contains("large")), "space chooses large text");
    await page.keyboard.press("Space");
    await page.locator("#q").focus();
    const name = await page.locator("#compounds a.nm").first().textContent();
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/c\//);
    check(/\/c\//.test(page.url()), "a name and Enter lead to the compound");
    const points = page.locator("details.points").first();
    await points.locator("summary").focus();
    await page.keyboard.press("Enter");
    check(await points.evaluate((e) => e.open), "Enter opens the table behind a chart");
    await page.locator("a.go").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\d{4}-\d\d\//);
    check(/\d{4}-\d\d\//.test(page.url()), "Enter follows the link to the newest edition");
    await context.close();
}

async function remembered() {
    for (const root of [base, pathToFileURL(site).href + "/"]) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
        const page = await open(context, root + "index.html");
        await page.locator("#large").check();
        await page.goto(root + compound);
        check(await page.evaluate(() => document.documentElement.classList.contains("large")), `large text is remembered on ${root.slice(0, 5)}`);
        check(await page.locator("#large").isChecked(), "and the box shows it");
        await page.locator("#large").uncheck();
        await page.goto(root + "index.html");
        check(!await page.evaluate(() => document.documentElement.classList.contains("large")), "and so is going back");
        await context.close();
    }
}

async function fromDisk() {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const root = pathToFileURL(site).href + "/";
    const page = await open(context, root + "index.html");
    check(await page.evaluate(() => getComputedStyle(document.body).fontFamily.includes("Noto Sans CJK")), "the style sheet is read from disk");
    await page.locator("#compounds li a.nm").first().click();
    await page.locator(".pager .go").click();
    check(/\d{4}-\d\d\/index\.html$/.test(page.url()), "links work from disk");
    await page.locator("nav a[hreflang=en]").click();
    check(page.url().includes("/en/c/"), "the English twin is one click away");
    check(await page.evaluate(() => document.documentElement.lang) === "en", "and says that it is English");
    await context.close();
}

async function paper() {
    const context = await browser.newContext({ viewport: { width: 800, height: 1100 } });
    for (const path of process.env.LONG ? samples.filter((sample) => !sample.startsWith("en/")) : [edition]) {
        const page = await open(context, base + path);
        await page.emulateMedia({ media: "print", colorScheme: "dark" });
        check(await page.locator(".top nav").isHidden(), `${path}: navigation is not printed`);
        check(await page.locator("h1").isVisible(), `${path}: the title is printed`);
        check(await page.locator("#find, #filter, th button").evaluateAll((all) => all.every((e) =>
            !e.checkVisibility() || e.tagName === "BUTTON")), `${path}: nothing is printed that only a screen can use`);
        const colours = await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).backgroundColor]);
        const light = (c) => Math.min(...(c.match(/[\d.]+/g) ?? ["255"]).slice(0, 3).map(Number));
        check(light(colours[0]) < 80 && colours.slice(1).every((c) => /, 0\)$/.test(c) || light(c) > 240), `${path}: printed dark on white, not ${colours}`);
        if (path === edition) {
            await page.emulateMedia({ media: "screen" });
            const pdf = await page.pdf({ format: "A4" });
            const sheets = (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
            check(sheets >= 2 && sheets <= 24, `${path}: ${sheets} sheets of A4`);
        }
        await page.close();
    }
    await context.close();
}

try {
    for (const [name, step] of Object.entries({ links, figures, search, withoutScript, keyboard, remembered, fromDisk, paper, ...(process.env.QUICK ? {} : { looks }) })) {
        if (process.env.ONLY && !process.env.ONLY.split(",").includes(name)) continue;
        const began = Date.now(), before = failures.length;
        await step();
        console.log(`${failures.length === before ? "ok" : "FAILED"} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    }
} finally {
    await browser.close();
    server.close();
}
console.log(`${samples.length} kinds of page, ${pages.length} pages, ${checks} checks, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
