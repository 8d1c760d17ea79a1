"""HTML mail to lines: what a reader would see, and how deep each line is quoted. Containers by which mail programs
mark their quotes become depth; the headers they put above a quote are marked, so that no word need be known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.reading.lines import MAX_LINE, MAX_LINES, Line, clean_text

MAX_HTML = 1_500_000  # characters of HTML that are read
MAX_NODES = 40_000
MAX_NESTING = 500  # lexbor's time grows with its square; the worst of real mail stays under 100
_DROPPED = frozenset(
    {
        "head", "style", "script", "title", "template", "noscript", "object", "svg", "select", "textarea",
        "iframe", "meta"
    }
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav",
        "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul", "caption"
    }
)  # fmt: skip
_UNCLOSED = frozenset(
    {
        "p", "li", "br", "hr", "img", "meta", "link", "input", "td", "th", "tr", "tbody", "option", "o",
        "wbr", "col", "area", "base", "source", "dd", "dt"
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_QUOTE_CLASS = re.compile(
    r"(?:^|\s)(?:yahoo_quoted|ydp\w{0,40}yahoo_quoted|protonmail_quote|tutanota_quote|gmx_quote)(?=\s|$)"
)
_INTRO_CLASS = re.compile(r"(?:^|\s)(?:gmail_attr|moz-cite-prefix|reply-intro)(?=\s|$)")
_TAIL_ID = re.compile(
    r"divrplyfwdmsg|appendonsend|zwchr|olk_src_body_section|mail-editor-reference-message-container|"
    r"replysplit|reply-separator"
)
_TAIL_CLASS = re.compile(r"(?:^|\s)(?:outlookmessageheader|ms-outlook-mobile-reference-message)(?=\s|$)")
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|font-size:0(?![.\d])|max-height:0(?![.\d])"
)
_NO_MARGIN = re.compile(r"(?:^|;)margin(?:-bottom)?:0(?![.\d])")
_BORDER = re.compile(r"border-left(?:-width|-style|-color)?:(?!none|0(?![.\d])|initial|inherit)")
_X_PREFIX = re.compile(r"(^|\s)(?:x_)+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_WHOLE_TAG = re.compile(r"<[^<>]{0,5000}>")
_LINE_TAG = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])[ />]", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\n\r\f]+")


@dataclass(slots=True)
class _Frame:
    """An open element that gathers lines of its own: the whole mail, a table row, a cell."""

    kind: Literal["flow", "row", "cell"]
    lines: list[Line] = field(default_factory=list)
    buffer: list[str] = field(default_factory=list)
    cells: list[list[Line]] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    frames: list[_Frame]
    depth: int = 0
    intro: int = 0
    pre: int = 0
    bullets: list[str] = field(default_factory=list)


def _attribute(node: LexborNode, name: str) -> str:
    return (node.attributes.get(name) or "").lower()[:2000]


def _is_hidden(node: LexborNode) -> bool:
    style = re.sub(r"\s+", "", _attribute(node, "style"))
    return "hidden" in node.attributes or bool(style and _HIDDEN.search(style))


def _is_quote(node: LexborNode, tag: str, names: str) -> bool:
    """A container that holds what somebody else wrote, and nothing after it does."""
    if _attribute(node, "data-marker") == "__quoted_text__":
        return True
    if tag != "blockquote":
        return bool(_QUOTE_CLASS.search(names))
    style = re.sub(r"\s+", "", _attribute(node, "style"))
    return (
        _attribute(node, "type") == "cite"
        or "quote" in names
        or "cite" in names
        or bool(_BORDER.search(style))
    )


def _is_tail(node: LexborNode, names: str) -> bool:
    """Where a mail program put its own divider: all that follows is the mail answered or forwarded."""
    return (
        bool(_TAIL_ID.search(_X_PREFIX.sub(r"\1", _attribute(node, "id"))))
        or bool(_TAIL_CLASS.search(names))
        or _attribute(node, "data-marker") == "__divider__"
    )


def _is_spaced(node: LexborNode, tag: str, names: str) -> bool:
    """Does a blank line follow it for the reader? Word and Outlook set their lines as paragraphs without one."""
    if tag != "p":
        return tag in ("table", "ul", "ol", "h1", "h2", "h3", "blockquote")
    style = re.sub(r"\s+", "", _attribute(node, "style"))
    return "mso" not in names and not _NO_MARGIN.search(style)


def _flush(state: _State) -> None:
    frame = state.frames[-1]
    if not frame.buffer:
        return
    text = "".join(frame.buffer)
    held = "\u00a0" in text  # Word's empty paragraph holds a space that does not collapse: a blank line
    text = text.rstrip() if state.pre else text.strip()
    frame.buffer = []
    if text or held or state.pre:
        frame.lines.append(Line(text[:MAX_LINE], state.depth, "intro" if state.intro else ""))


def _break(state: _State) -> None:
    """A line end that stands for itself: <br> on an empty line gives a blank line."""
    frame = state.frames[-1]
    if "".join(frame.buffer).strip():
        _flush(state)
    else:
        frame.buffer = []
        frame.lines.append(Line("", state.depth))


def _text(node: LexborNode, state: _State) -> None:
    raw = node.text_content or ""
    if state.pre:
        first, *rest = raw.split("\n")
        state.frames[-1].buffer.append(first)
        for line in rest:
            _flush(state) if state.frames[-1].buffer else None
            state.frames[-1].buffer.append(line)
        return
    text = _WHITE.sub(" ", raw)
    buffer = state.frames[-1].buffer
    if text != " " or (buffer and not buffer[-1].endswith(" ")):
        buffer.append(text if buffer else text.lstrip(" "))


def _close_row(state: _State) -> None:
    """A row of short cells is one line with tabs; a row that lays out whole paragraphs is those paragraphs."""
    row = state.frames.pop()
    _absorb(row)
    target = state.frames[-1].lines
    cells = [[line for line in cell if not line.blank] for cell in row.cells]
    if all(len(cell) <= 1 for cell in cells) and sum(map(len, cells)) > 1:
        texts = [cell[0].text if cell else "" for cell in cells]
        target.append(Line("\t".join(texts).rstrip(), state.depth, "intro" if state.intro else ""))
    else:
        for cell in row.cells:
            target += cell
    target += row.lines


def _absorb(frame: _Frame) -> None:
    """Text that stands in a row outside any cell."""
    text = "".join(frame.buffer).strip()
    frame.buffer = []
    if text:
        frame.lines.append(Line(text[:MAX_LINE]))


def _enter(node: LexborNode, tag: str, state: _State) -> str:
    """Open an element; what has to be undone on leaving it is returned as letters."""
    names = _X_PREFIX.sub(r"\1", f"{_attribute(node, 'class')} {_attribute(node, 'id')}")
    undo = ""
    if tag in _BLOCKS and tag != "tr" and state.frames[-1].kind != "row":
        _flush(state)
        undo += "sb" if _is_spaced(node, tag, names) else "b"
    if _is_tail(node, names):
        _flush(state)
        state.frames[-1].lines.append(Line("", state.depth, "tail"))
    if _is_quote(node, tag, names):
        state.depth += 1
        undo += "q"
    if _INTRO_CLASS.search(names) or _attribute(node, "data-marker") == "__headers__":
        state.intro += 1
        undo += "i"
    if tag == "pre":
        state.pre += 1
        undo += "p"
    if tag == "tr":
        _flush(state) if state.frames[-1].kind != "row" else None
        state.frames.append(_Frame("row"))
        undo += "r"
    elif tag in _CELLS and state.frames[-1].kind == "row":
        state.frames.append(_Frame("cell"))
        undo += "c"
    elif tag == "li":
        state.frames[-1].buffer.append("- ")
    return undo


def _leave(tag: str, undo: str, state: _State) -> None:
    for letter in reversed(undo):
        if letter == "c":
            _flush(state)
            cell = state.frames.pop()
            state.frames[-1].cells.append(cell.lines)
        elif letter == "r":
            _close_row(state)
        elif letter == "p":
            _flush(state)
            state.pre -= 1
        elif letter == "i":
            _flush(state)
            state.intro -= 1
        elif letter == "q":
            _flush(state)
            state.depth -= 1
        elif letter == "b":
            _flush(state)
        elif letter == "s":
            state.frames[-1].lines.append(Line("", state.depth))


def _visit(root: LexborNode, state: _State) -> bool:
    """Depth-first over the tree without recursion: mail nests tables as deep as it likes. Whether all was seen."""
    stack: list[tuple[LexborNode | None, str, str]] = [(root, "", "")]
    seen = 0
    while stack and seen < MAX_NODES:
        node, tag, undo = stack.pop()
        if node is None:
            _leave(tag, undo, state)
            continue
        seen += 1
        name = (node.tag or "").lower()
        if name == "-text":
            _text(node, state)
        elif name == "br":
            _break(state)
        elif name not in _DROPPED and not name.startswith("-") and not _is_hidden(node):
            stack.append((None, name, _enter(node, name, state)))
            child = node.last_child
            while child is not None:
                stack.append((child, "", ""))
                child = child.prev
    whole = all(node is None for node, _, _ in stack)
    while stack:
        node, tag, undo = stack.pop()
        if node is None:
            _leave(tag, undo, state)
    return whole


def _is_too_deep(html: str) -> bool:
    depth = 0
    for found in _TAG.finditer(html):
        if found[2].lower() not in _UNCLOSED:
            depth = max(0, depth - 1) if found[1] else depth + 1
            if depth > MAX_NESTING:
                return True
    return False


def _crude_lines(html: str) -> list[Line]:
    """The text between the tags, for HTML that no mail program makes."""
    text = clean_text(unescape(_WHOLE_TAG.sub(" ", _LINE_TAG.sub(r"\n\g<0>", html))))
    return [Line(" ".join(line.split())[:MAX_LINE]) for line in text.split("\n", MAX_LINES)[:MAX_LINES]]


def read_html(html: str) -> tuple[list[Line], bool]:
    """The lines of `html_lines`, and whether a part of the page was left out."""
    cut = len(html) > MAX_HTML
    html = html[:MAX_HTML].replace("\x00", " ")
    if not html.strip():
        return [], cut
    if _is_too_deep(html):
        lines = _crude_lines(html)
        return lines, cut or len(lines) == MAX_LINES
    tree = LexborHTMLParser(html)
    state = _State([_Frame("flow")])
    if tree.root is not None:
        cut |= not _visit(tree.root, state)
    _flush(state)
    lines = [Line(clean_text(line.text), line.depth, line.mark) for line in state.frames[0].lines]
    return lines, cut or any(len(line.text) == MAX_LINE for line in lines)


def html_lines(html: str) -> list[Line]:
    """The visible lines of an HTML body, in reading order. Cells of a table row stand in one line, with tabs
    between them. Cut at MAX_HTML characters and MAX_NODES elements; HTML nested too deep loses its quote marks."""
    return read_html(html)[0]
