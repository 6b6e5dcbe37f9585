"""How systemd-boot reads its small files, line by line, and how it compares versions."""

import re


def pairs(data):
    """Keys and values, by the loader's own rules: a NUL ends the text, CR and LF both end a line, # begins a comment."""
    text = data.split(b"\0", 1)[0]
    for line in re.split(b"[\r\n]", text):
        line = line.strip(b" \t")
        if not line or line.startswith(b"#"):
            continue
        match = re.match(b"([^ \t]+)[ \t]+(.*)$", line, re.S)
        if not match:
            continue
        value = match.group(2)
        if len(value) >= 2 and value[0] in b"\"'" and value[-1] == value[0]:
            value = value[1:-1]
        yield match.group(1).decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape")


LETTERS = re.compile(r"[^A-Za-z0-9~.^-]+")


def compare_versions(a, b):
    """Negative where a is the older one, as the version format specification says."""
    a, b = a or "", b or ""
    while True:
        a, b = (LETTERS.sub("", text, count=1) if text and LETTERS.match(text) else text for text in (a, b))
        for mark in "~":
            if a[:1] == mark or b[:1] == mark:
                if a[:1] != b[:1]:
                    return -1 if a[:1] == mark else 1
                a, b = a[1:], b[1:]
                break
        else:
            if not a or not b:
                return (a > b) - (a < b)
            stripped = False
            for mark in "-^.":
                if a[:1] == mark or b[:1] == mark:
                    if a[:1] != b[:1]:
                        return -1 if a[:1] == mark else 1
                    a, b = a[1:], b[1:]
                    stripped = True
                    break
            if stripped:
                continue
            if a[:1].isdigit() or b[:1].isdigit():
                left, right = re.match(r"[0-9]*", a).group(), re.match(r"[0-9]*", b).group()
                x, y = int(left or 0), int(right or 0)
                if bool(left) != bool(right):
                    return -1 if not left else 1
                if x != y:
                    return -1 if x < y else 1
            else:
                left, right = re.match(r"[A-Za-z]*", a).group(), re.match(r"[A-Za-z]*", b).group()
                if left != right:
                    return -1 if left < right else 1
            a, b = a[len(left) :], b[len(right) :]


def matches(pattern, name):
    """The loader's glob: star, question mark and sets; backslash quotes."""
    out = ""
    index = 0
    while index < len(pattern):
        letter = pattern[index]
        if letter == "*":
            out += ".*"
        elif letter == "?":
            out += "."
        elif letter == "[":
            end = pattern.find("]", index + 2)
            if end < 0:
                return False
            out += "[" + pattern[index + 1 : end].replace("\\", "") + "]"
            index = end
        elif letter == "\\" and index + 1 < len(pattern):
            index += 1
            out += re.escape(pattern[index])
        else:
            out += re.escape(letter)
        index += 1
    try:
        return re.fullmatch(out, name, re.S) is not None
    except re.error:
        return False
