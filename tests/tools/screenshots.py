"""Pictures of the page during a run, for the README: screenshots.py URL FOLDER. Waits until the run is three quarters through."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser

PICTURES = (("light", "overview"), ("dark", "charts"))
PATIENCE = 300
# "0:45 of 1:00" in the head of the page.
IS_TIME = "/^0:4[5-9]|^0:5|^1:/.test(document.querySelector('.now small')?.textContent ?? '')"


def main(url, folder):
    with Browser(1280, 860) as browser:
        browser.open(url)
        browser.until(IS_TIME, PATIENCE)
        for scheme, tab in PICTURES:
            browser.colors(scheme)
            browser.eval(f"location.hash = '#/{tab}'")
            for _ in range(3):
                browser.settle()
            browser.screenshot(os.path.join(folder, f"page-{scheme}.png"), whole=False)


main(*sys.argv[1:])
