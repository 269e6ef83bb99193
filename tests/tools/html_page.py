"""Opens HTML reports in headless Chromium and writes what a reader sees: html_page.py FILE…

The folder `page` beside each FILE gets a file SECTION.tsv for each table, a row per line, plain-SECTION.tsv without scripts, and `facts`, lines of
`name value`.
"""
import json
import os
import pathlib
import sys
from html.parser import HTMLParser

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser

TABLES = """Object.fromEntries([...document.querySelectorAll("#plain section")].filter(section => section.querySelector(".scroll table"))
    .map(section => [section.id, [...section.querySelectorAll("tr")].map(
        row => [...row.cells].map(cell => cell.textContent.replaceAll("\\n", "|")).join("\\t")).join("\\n") + "\\n"]))"""

CHARTS = """[...document.querySelectorAll("#app .chart")].map(chart => `${chart.parentElement.id}:${chart.dataset.points}:${
    chart.querySelectorAll("canvas[role=img]").length}`).join(" ")"""

# The table of requests as the page shows it: type, name, requests, failures.
SHOWN = """[...document.querySelectorAll("#requests-table tbody tr")].map(row => [0, 1, 3, 4].map(
    i => row.cells[i].textContent.replaceAll(",", "")).join("\\t")).join("\\n") + "\\n"
"""

# Of a chart's canvas, how many pixels have been drawn on.
DRAWN = """Math.min(...[...document.querySelectorAll("#app .chart canvas")].map(canvas => canvas.getContext("2d")
    .getImageData(0, 0, canvas.width, canvas.height).data.reduce((sum, value, i) => sum + (i % 4 == 3 && value > 0), 0)))"""

HEADINGS = """[...document.querySelectorAll("h1, h2, h3")].filter(heading => heading.offsetParent).map(heading => heading.tagName[1]).join("")"""

# The weakest contrast of text on what is behind it (WCAG 2.1, 1.4.3).
CONTRAST = """(() => {
    const numbers = text => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
        for (; element; element = element.parentElement) {
            const color = numbers(getComputedStyle(element).backgroundColor);
            if (color.length == 3 || color[3] == 1) return color;
        }
        return [255, 255, 255];
    };
    let least = 21;
    for (const element of document.querySelectorAll("body *")) {
        if (![...element.childNodes].some(node => node.nodeType == 3 && node.data.trim()) || !element.offsetParent) continue;
        const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
        least = Math.min(least, (a + 0.05) / (b + 0.05));
    }
    return least.toFixed(2);
})()"""

# The number of requests of each row of the table that the page shows.
REQUESTS = """[...document.querySelectorAll("#requests-table tbody tr")].map(row => Number(row.cells[3].textContent.replaceAll(",", "")))"""
CLICK = """document.querySelector("#requests-table thead th:nth-child(4) button").click()"""

FITS = "document.documentElement.scrollWidth <= innerWidth"


class Balance(HTMLParser):
    """Whether every element that has to be ended is, in order."""
    VOID = {"meta", "link", "br", "img", "hr", "input"}

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.elements = [], [], []
        self.feed(text)
        self.wrong += self.open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append("/" + tag)


def source_facts(text):
    page = Balance(text)
    references = [value for _, attributes in page.elements for name, value in attributes.items()
                  if name in ("src", "href") and not value.startswith(("#", "data:"))]
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    yield "unbalanced", " ".join(page.wrong)
    yield "references", " ".join(references)
    yield "ids_twice", " ".join({name for name in ids if ids.count(name) > 1})
    yield "handlers", sum(name.startswith("on") for _, attributes in page.elements for name in attributes)


def tables_write(browser, folder, prefix):
    for section, text in browser.eval(TABLES).items():
        (folder / f"{prefix}{section}.tsv").write_text(text)


TABS = "overview charts requests failures errors scenario ratio downloads".split()


def show(browser, tab):
    browser.eval(f"location.hash = '#/{tab}'")
    browser.settle()
    browser.settle()


def sorts(browser):
    """Two clicks on the title of a column."""
    orders = []
    for _ in range(2):
        browser.eval(CLICK)
        browser.settle()
        orders.append(browser.eval(REQUESTS))
    return orders[0] == sorted(orders[0], reverse=True) and orders[1] == sorted(orders[1])


def least_contrast(browser):
    def of(tab):
        show(browser, tab)
        return float(browser.eval(CONTRAST))
    return min(of(tab) for tab in TABS)


def fits(browser):
    """The tabs that a reader has to scroll sideways."""
    wide = []
    for tab in TABS:
        show(browser, tab)
        if not browser.eval(FITS):
            wide.append(tab)
    return " ".join(wide)


def page_facts(browser, url, folder):
    browser.colors("light")
    browser.open(url)
    tables_write(browser, folder, "")
    yield "title", browser.eval("document.title")
    yield "verdict", browser.eval("document.querySelector('.verdict strong').textContent")
    yield "answer", browser.eval("document.querySelector('.answer')?.lastChild.data.trim() ?? ''")
    yield "figures", browser.eval("[...document.querySelectorAll('#plain .figures dd')].map(d => d.firstChild.data.trim()).join(' ')")
    yield "headings", browser.eval(HEADINGS)
    yield "host", browser.eval("document.querySelector('.top .host').textContent")
    yield "data", json.dumps(browser.eval("JSON.parse(document.getElementById('data').textContent)"))
    yield "captions", browser.eval("[...document.querySelectorAll('.scroll table')].every(table => table.caption.textContent)")
    show(browser, "charts")
    yield "charts", browser.eval(CHARTS)
    yield "legend", browser.eval("[...document.querySelectorAll('#chart-users .u-label')].map(label => label.textContent).join(' ')")
    yield "drawn", (browser.eval(DRAWN) or 0) > 1000
    show(browser, "requests")
    (folder / "shown.tsv").write_text(browser.eval(SHOWN))
    yield "sorts", sorts(browser)
    show(browser, "scenario")
    yield "source", json.dumps(browser.eval("[...document.querySelectorAll('.source code')].map(line => line.textContent).join('\\n') + '\\n'"))
    yield "contrast_light", least_contrast(browser)
    browser.colors("dark")
    browser.settle()
    yield "dark", browser.eval("getComputedStyle(document.documentElement).backgroundColor")
    yield "contrast_dark", least_contrast(browser)
    browser.pdf(folder / "page.pdf")
    yield "printed", (folder / "page.pdf").stat().st_size > 20000
    yield "dark_again", browser.eval("!document.documentElement.classList.contains('printed')")
    for width in (360, 768, 1400):
        browser.size(width, 800, mobile=width < 600)
        browser.open(url)
        yield f"wide_{width}", fits(browser)


def look(browser, file):
    url, folder = file.resolve().as_uri(), file.parent / "page"
    facts = dict(source_facts(file.read_text()))
    browser.seen = {"requests": [], "complaints": []}
    browser.use_scripts(True)
    browser.size(1280, 900)
    facts.update(page_facts(browser, url, folder))
    browser.use_scripts(False)
    browser.open(url)
    tables_write(browser, folder, "plain-")
    facts["requests_elsewhere"] = " ".join(seen for seen in browser.seen["requests"] if seen != url)
    facts["complaints"] = " ".join(browser.seen["complaints"])
    (folder / "facts").write_text("".join(f"{name} {value}\n" for name, value in facts.items()))


def main(files):
    with Browser() as browser:
        for file in files:
            look(browser, pathlib.Path(file))


main(sys.argv[1:])
