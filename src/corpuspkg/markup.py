"""What all pages of HTML and Markdown that are written here share."""

from __future__ import annotations

from html import escape

_STYLE = """
:root { color-scheme: light dark; --line: light-dark(#ccc, #444); --add: light-dark(#d7f5dd, #14401f);
  --del: light-dark(#fbdcdc, #5a1d1d); --dim: light-dark(#666, #999) }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto }
th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top }
td.number { text-align: right; font-variant-numeric: tabular-nums }
ins { background: var(--add); text-decoration: none } del { background: var(--del) }
code { font-size: .9em } .dim { color: var(--dim) } .words { white-space: pre-wrap }
"""


def html_page(title: str, body: str) -> str:
    """A whole page of HTML: nothing in it is fetched or run.

    Args:
        title: Its title, as text.
        body: What stands in it, as HTML.
    """
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def escape_markdown(text: str) -> str:
    r"""Text on one line that Markdown shows as it is, in tables, too.

    >>> print(escape_markdown("a_b|<c>"))
    a\_b\|&lt;c>
    """
    for sign in "\\`*_[]|~#":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").split())
