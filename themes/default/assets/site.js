/*
 * site.js - four conveniences; every page is whole without it.
 *
 * 1 remembers "large text" on this device   2 finds a compound by part of its
 * name or its pinyin initials   3 sorts and filters the comparison   4 says the
 * value of the bar that a pointer or a finger is on
 */
(function () {
    "use strict";
    var root = document.documentElement;
    root.classList.add("js");   /* shows what needs a script before the first paint: nothing jumps */

    function remembered() {
        try { return localStorage.getItem("gongkai-large") === "1"; } catch (e) { return false; }
    }
    function remember(on) {
        try { localStorage.setItem("gongkai-large", on ? "1" : "0"); } catch (e) { /* not allowed: only here */ }
    }
    if (remembered()) root.classList.add("large");

    function large() {
        var box = document.getElementById("large");
        if (!box) return;
        box.checked = root.classList.contains("large");
        box.addEventListener("change", function () {
            root.classList.toggle("large", box.checked);
            remember(box.checked);
        });
        /* A browser that comes back to a page puts its own tick there. */
        window.addEventListener("pageshow", function () { box.checked = root.classList.contains("large"); });
    }

    /* Older browsers forget that a table laid out as labelled rows is a table. */
    function named(table) {
        function name(selector, role) {
            Array.prototype.forEach.call(table.querySelectorAll(selector), function (part) {
                part.setAttribute("role", role);
            });
        }
        table.setAttribute("role", "table");
        name("thead, tbody", "rowgroup");
        name("tr", "row");
        name("thead th", "columnheader");
        name("tbody th", "rowheader");
        name("td", "cell");
    }

    /* "芦汀", "LTY" and "l t y" all match "芦汀苑 … lty". */
    function simple(text) {
        return text.toLowerCase().replace(/[\s·・]+/g, "");
    }
    function matches(words, typed) {
        if (!typed) return true;
        return words.toLowerCase().split(/\s+/).some(function (part) {
            return part.indexOf(typed) >= 0;
        });
    }

    /* What the form of another page asks for. */
    function query() {
        var asked = /[?&]q=([^&]*)/.exec(location.search);
        try { return asked ? decodeURIComponent(asked[1].replace(/\+/g, " ")) : ""; } catch (e) { return ""; }
    }

    function findHere(form, input, list) {
        var items = Array.prototype.slice.call(list.querySelectorAll("li[data-words]"));
        var none = document.getElementById("none");
        function show() {
            var typed = simple(input.value), shown = 0;
            items.forEach(function (item) {
                var hit = matches(item.getAttribute("data-words"), typed);
                item.hidden = !hit;
                shown += hit ? 1 : 0;
            });
            if (none) none.hidden = shown > 0;
            return items.filter(function (item) { return !item.hidden; });
        }
        input.addEventListener("input", show);
        form.addEventListener("submit", function (event) {
            event.preventDefault();
            var hits = show();
            if (hits.length === 1 && input.value.trim()) location.href = hits[0].querySelector("a").href;
            else list.scrollIntoView();
        });
        input.value = query() || input.value;
        if (input.value) show();
    }

    /* A large site: the index is a script of its own, fetched when somebody begins to type. */
    function findFar(form, input, hits) {
        var asked = false, entries = null;
        function show() {
            hits.textContent = "";
            var typed = simple(input.value);
            if (!typed || !entries) return;
            var found = entries.filter(function (e) { return matches(e[2], typed); });
            found.slice(0, 20).forEach(function (e) {
                var item = document.createElement("li"), link = document.createElement("a");
                link.href = (input.getAttribute("data-base") || "") + e[1];
                link.lang = "zh-CN";
                link.textContent = e[0];
                item.appendChild(link);
                hits.appendChild(item);
            });
            if (!found.length) {
                hits.appendChild(document.createElement("li")).textContent = hits.getAttribute("data-none");
            }
        }
        function load() {
            if (asked) return;
            asked = true;
            var script = document.createElement("script");
            script.src = input.getAttribute("data-index");
            script.onload = function () { entries = window.gongkaiIndex || []; show(); };
            document.head.appendChild(script);
        }
        input.addEventListener("focus", load);
        input.addEventListener("input", function () { load(); show(); });
        var typed = query();
        if (typed) {
            input.value = typed;
            load();
        }
        form.addEventListener("submit", function (event) {
            var first = hits.querySelector("a");
            if (first) { event.preventDefault(); location.href = first.href; }
        });
    }

    function find() {
        var form = document.getElementById("find"), input = document.getElementById("q");
        if (!form || !input) return;
        form.hidden = false;
        var list = document.getElementById("compounds"), hits = document.getElementById("hits");
        if (input.hasAttribute("data-index") && hits) findFar(form, input, hits);
        else if (list) findHere(form, input, list);
    }

    function sortable(table) {
        table.classList.add("sorts");
        var body = table.tBodies[0], heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
        heads.forEach(function (head, column) {
            var button = document.createElement("button");
            button.type = "button";
            while (head.firstChild) button.appendChild(head.firstChild);
            head.appendChild(button);
            button.addEventListener("click", function () {
                var down = head.getAttribute("aria-sort") !== "descending";
                heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
                head.setAttribute("aria-sort", down ? "descending" : "ascending");
                var rows = Array.prototype.slice.call(body.rows);
                rows.sort(function (a, b) {
                    var x = a.cells[column].getAttribute("data-v"), y = b.cells[column].getAttribute("data-v");
                    if (x === "" || y === "") return (x === "") - (y === "");   /* nothing stands last */
                    var order = column === 0 ? x.localeCompare(y, "zh-CN") : Number(x) - Number(y);
                    return down ? -order : order;
                });
                rows.forEach(function (row) { body.appendChild(row); });
            });
        });
    }

    function filter() {
        var box = document.getElementById("filter"), select = document.getElementById("f");
        var table = document.querySelector("table.compare");
        if (!box || !select || !table) return;
        box.hidden = false;
        select.addEventListener("change", function () {
            Array.prototype.forEach.call(table.tBodies[0].rows, function (row) {
                row.hidden = select.value === "gap" && !row.classList.contains("gap");
            });
        });
    }

    /* All values are in the table below the chart as well: this is for pointers only. */
    function values(chart) {
        var line = document.createElement("p"), on = null;
        line.className = "value";
        line.setAttribute("aria-hidden", "true");
        chart.parentNode.insertBefore(line, chart.nextSibling);
        Array.prototype.forEach.call(chart.querySelectorAll(".hit"), function (column) {
            var title = column.querySelector("title"), text = title ? title.textContent : "";
            if (title) column.removeChild(title);   /* said below, not a second time beside the pointer */
            function show() {
                if (on) on.classList.remove("on");
                on = column;
                on.classList.add("on");
                line.textContent = text;
            }
            column.addEventListener("pointerenter", show);
            column.addEventListener("click", show);
        });
        chart.addEventListener("pointerleave", function () {
            if (on) on.classList.remove("on");
            on = null;
            line.textContent = "";
        });
    }

    document.addEventListener("DOMContentLoaded", function () {
        large();
        find();
        Array.prototype.forEach.call(document.querySelectorAll("table.stack"), named);
        Array.prototype.forEach.call(document.querySelectorAll("table.sortable"), sortable);
        filter();
        Array.prototype.forEach.call(document.querySelectorAll("svg.plot.bars, svg.plot.lines"), values);
    });
})();
