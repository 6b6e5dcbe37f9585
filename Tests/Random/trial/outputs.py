"""Strict readers of what the program prints: JSON, Prometheus' text, a monitoring plugin's line, plain text."""

import json
import re


class Malformed(Exception):
    """What is wrong with an output."""


def document(data):
    """A JSON document, in UTF-8, without a key twice and without what is no JSON."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("no UTF-8: %s" % error)

    def members(pairs):
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Malformed("a member twice: %s" % [key for key, _ in pairs])
        if None in found.values():
            raise Malformed("null in %s" % sorted(found))
        return found

    def constant(word):
        raise Malformed("the constant %s" % word)

    try:
        found = json.loads(text, object_pairs_hook=members, parse_constant=constant)
    except ValueError as error:
        raise Malformed("no JSON: %s" % error)
    if not isinstance(found, dict) or not str(found.get("schema", "")).startswith("lifeboot/"):
        raise Malformed("no schema")
    try:
        text.encode("utf-8")
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise Malformed("half a surrogate pair: %s" % error)
    return found


NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"'
SAMPLE = re.compile(r"(%s)(?:\{((?:%s)(?:,(?:%s))*)?\})? ([-+]?[0-9.eE+]+|[-+]?Inf|NaN)" % (NAME, LABEL, LABEL))
COMMENT = re.compile(r"# (HELP|TYPE) (%s) (.*)" % NAME)


def metrics(data):
    """Prometheus' text format, families in one piece and no sample twice."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("no UTF-8: %s" % error)
    if not text.endswith("\n"):
        raise Malformed("no line end at the end")
    families, samples, current = set(), {}, None
    for line in text[:-1].split("\n"):
        if line.startswith("#"):
            match = COMMENT.fullmatch(line)
            if not match:
                raise Malformed("comment %r" % line)
            if match.group(2) != current:
                if match.group(2) in families:
                    raise Malformed("family %s in two pieces" % match.group(2))
                families.add(match.group(2))
                current = match.group(2)
            if match.group(1) == "TYPE" and match.group(3) not in ("gauge", "counter", "untyped"):
                raise Malformed("type %r" % line)
            continue
        match = SAMPLE.fullmatch(line)
        if not match:
            raise Malformed("sample %r" % line)
        if match.group(1) != current:
            raise Malformed("sample %r outside its family" % line)
        if (match.group(1), match.group(2)) in samples:
            raise Malformed("sample %r twice" % line)
        samples[match.group(1), match.group(2)] = match.group(3)
    if ("lifeboot_check_state", None) not in samples:
        raise Malformed("no state")
    return samples


STATES = {0: "OK", 1: "WARNING", 2: "CRITICAL", 3: "UNKNOWN"}
PERFORMANCE = re.compile(
    r"(?:'(?:[^'=\n]|'')+'|[^'=\s]+)=[-0-9.]+(?:s|us|ms|%|B|KB|MB|TB|c)?(?:;[-0-9.:~@]*){0,4}(?:\s+|$)")


def plugin(data, status):
    """A monitoring plugin's answer: the word of the status, one bar, performance data, and no further bar."""
    lines = data.split(b"\n")
    first = lines[0]
    expected = ("LIFEBOOT %s - " % STATES.get(status, "?")).encode()
    if not first.startswith(expected):
        raise Malformed("first line %r does not begin with %r" % (first[:60], expected))
    if first.count(b"|") != 1 and not (status == 3 and first.count(b"|") == 0):
        raise Malformed("%d bars in %r" % (first.count(b"|"), first))
    if b"|" in b"".join(lines[1:]):
        raise Malformed("a bar in a later line")
    for line in lines:
        plain(line)
    if b"|" in first:
        rest = first.split(b"|", 1)[1].strip().decode("utf-8", "surrogateescape")
        while rest:
            match = PERFORMANCE.match(rest)
            if not match:
                raise Malformed("performance data %r" % rest)
            rest = rest[match.end() :]


CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def plain(data):
    """Text for a terminal: nothing that moves the cursor or turns the direction of writing."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("no UTF-8: %s" % error)
    match = CONTROL.search(text)
    if match:
        raise Malformed("control character %r in %r" % (match.group(), text[max(0, match.start() - 30) : match.end() + 10]))
