"""Writes the wikis' sources, with the texts of the share dialog as they stand: pages.py SERVER SOURCES PLAIN_PAGES"""

import html
import json
import re
import sys
import textwrap
import urllib.request
from pathlib import Path

import nbformat.v4 as notebook

SERVER, SOURCES, PLAIN = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
# The first is the one in every wiki.
PRESETS = [
    "threads-for-cpu", "count-tokens", "async-httpx", "processes-for-tiny-tasks", "hybrid-pipeline",
    "blocking-call-in-asyncio", "s3-ten-connections", "api-fan-out", "queue-consumer", "image-thumbnails",
]
HEAD = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
# A page in the reader's theme.
BODY = "body{font:16px/1.5 sans-serif;max-width:960px;margin:2rem auto;padding:0 1rem}"
AUTO = f"<style>:root{{color-scheme:light dark}}{BODY}</style>"


def get(path):
    with urllib.request.urlopen(SERVER + path) as answer:
        return answer.read().decode()


def link_of(preset):
    """A preset's link, as its page names it."""
    return re.search(r'rel="canonical" href="[^"]*/s/([^"]*)"', get(f"/?preset={preset}"))[1]


def snippets_of(link):
    """The dialog's texts by target and place: iframe-0, iframe-1, dokuwiki-0."""
    code = r'<pre class="share-code" id="share-code-([^"]*)"[^>]*>(.*?)</pre>'
    found = re.findall(code, get(f"/parts/share/{link}"), re.S)
    texts = {name: html.unescape(re.sub(r"<[^>]*>", "", text)) for name, text in found}
    assert len(texts) > 14, f"the dialog has {len(texts)} texts"
    return texts


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def plain(name, title, body, head=""):
    write(PLAIN / name, f"{HEAD}{head}<title>{title}</title>{AUTO}<h1>{title}</h1>\n{body}\n<p>What stands below.</p>")


links = [link_of(preset) for preset in PRESETS]
snippets = [snippets_of(link) for link in links]
text = snippets[0]
reports = [json.loads(get(f"/x/{link}.json")) for link in links]
expected = [{"link": link, "headline": report["verdict"]["headline"]} for link, report in zip(links, reports)]
write(SOURCES / "expected.json", json.dumps(expected))

mkdocs = SOURCES / "mkdocs"
theme = "theme: {name: mkdocs, highlightjs: false}"
write(mkdocs / "mkdocs.yml", f"site_name: Team wiki\nuse_directory_urls: false\n{theme}\n")
write(mkdocs / "docs/index.md", f"# Picture\n\nBefore.\n\n{text['markdown-0']}\n\nAfter.\n")
write(mkdocs / "docs/pair.md", f"# Pair\n\n{text['github-0']}\n")
write(mkdocs / "docs/frame.md", f"# Frame\n\nBefore.\n\n{text['iframe-0']}\n\nAfter.\n")
write(mkdocs / "docs/element.md", f"# Element\n\nBefore.\n\n{text['iframe-1']}\n\nAfter.\n")

sphinx = SOURCES / "sphinx"
write(sphinx / "conf.py", "project = 'Team wiki'\n")
toctree = ".. toctree::\n\n   picture\n   frame\n   element\n"
write(sphinx / "index.rst", f"Team wiki\n=========\n\n{toctree}")
write(sphinx / "picture.rst", f"Picture\n=======\n\n{text['rest-0']}\n")
write(sphinx / "frame.rst", f"Frame\n=====\n\n{text['rest-1']}\n")
element = textwrap.indent(text["iframe-1"], "   ")
write(sphinx / "element.rst", f"Element\n=======\n\n.. raw:: html\n\n{element}\n")

tiddlywiki = SOURCES / "tiddlywiki"
plugins = {"plugins": ["tiddlywiki/markdown"], "themes": ["tiddlywiki/vanilla", "tiddlywiki/snowwhite"]}
write(tiddlywiki / "tiddlywiki.info", json.dumps(plugins))
write(tiddlywiki / "tiddlers/start.tid", "title: $:/DefaultTiddlers\n\nFrame Picture Element\n")
write(tiddlywiki / "tiddlers/frame.tid", f"title: Frame\n\n{text['iframe-0']}\n")
write(tiddlywiki / "tiddlers/picture.tid", f"title: Picture\ntype: text/x-markdown\n\n{text['markdown-0']}\n")
write(tiddlywiki / "tiddlers/element.tid", f"title: Element\n\n{text['iframe-1']}\n")

cells = [notebook.new_code_cell(text["jupyter-0"]), notebook.new_markdown_cell(text["jupyter-1"])]
write(SOURCES / "jupyter/run.ipynb", json.dumps(notebook.new_notebook(cells=cells)))

write(SOURCES / "dokuwiki/start.txt", f"====== Picture ======\n\nBefore.\n\n{text['dokuwiki-0']}\n\nAfter.\n")

plain("frame.html", "A frame", text["iframe-0"])
plain("element.html", "An element", text["iframe-1"])
sandboxed = text["iframe-0"].replace("<iframe", '<iframe sandbox="{}"', 1)
plain("sandbox.html", "An opaque origin", sandboxed.format("allow-scripts"))
plain("locked.html", "A sandbox that allows nothing", sandboxed.format(""))
# A page that loads nothing but frames and pictures, and those from one place.
strict = "default-src 'none'; style-src 'unsafe-inline'; frame-src " + SERVER + "; img-src " + SERVER
policy = f'<meta http-equiv="content-security-policy" content="{strict}">'
plain("strict.html", "A strict policy", text["iframe-0"], policy)
plain("ten.html", "Ten elements", "\n".join(f"<h2>{n + 1}</h2>\n{each['iframe-1']}" for n, each in enumerate(snippets)))
