#!/usr/bin/env python3
"""A second verifier of licence packages and of what travels with them, written from docs/format.md alone.

    verify_package.py root.pem FILE            verify one file of any kind and print what it holds
    verify_package.py --vectors FOLDER         check every file that FOLDER/vectors.json lists

It needs Python 3.9 and the package `cryptography` (which `joserfc` brings along). It is written to be
read beside the specification, not to be fast.
"""

import base64
import datetime
import hashlib
import json
import re
import sys
import zoneinfo
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

MAX_BYTES, MAX_LINE, MIN_LINE = 16 << 20, 64 << 10, 90
MAX_HEADER, MAX_CERTIFICATES, MAX_DEPTH = 1024, 4, 16
MAX_USAGE = 64 << 20
MAX_SMALL, MAX_TEXT, MAX_COMPARISON, MAX_KEYS = 1 << 20, 64 << 10, 256 << 10, 2000
MANIFEST, KEY, KEYS = "licence-manifest+jws", "licence-key+jws", "licence-keys+jws"
ROW, LIMIT, METER = "licence-row+jws", "licence-limit+jws", "licence-meter+jws"

# The kinds of files: the type of the first line, what is said of a stranger in its place, and of it in another's.
KINDS = {
    "package": (MANIFEST, "not_a_package", "this_is_a_package"),
    "request": ("licence-request+jws", "not_a_request", "this_is_a_request"),
    "receipt": ("licence-receipt+jws", "not_a_receipt", "this_is_a_receipt"),
    "letter": ("licence-letter+jws", "not_a_letter", "this_is_a_letter"),
    "usage": ("licence-usage+jws", "not_a_usage_bundle", "this_is_a_usage_bundle"),
    "visit": ("licence-visit+jws", "not_a_visit", "this_is_a_visit"),
    "answer": ("licence-answer+jws", "not_an_answer", "this_is_an_answer"),
    "usage_receipt": ("licence-usage-receipt+jws", "not_a_usage_receipt", "this_is_a_usage_receipt"),
    "key_list": (KEYS, "not_a_key_list", "this_is_a_key_list"),
    "certificate": (KEY, "not_a_certificate", "this_is_a_certificate"),
}


class Refused(Exception):
    def __init__(self, code, detail="", line=None):
        super().__init__(code)
        self.code, self.detail, self.line = code, detail, line


def at(line, function, *arguments):
    """Runs a check and ties its refusal to a line."""
    try:
        return function(*arguments)
    except Refused as refused:
        if refused.line is None:
            refused.line = line
        raise


# --- The file -------------------------------------------------------------------------------------


def split_lines(data, kind):
    limits = {"package": (MAX_BYTES, MAX_LINE), "usage": (MAX_USAGE, MAX_USAGE)}
    max_bytes, max_line = limits.get(kind, (MAX_SMALL, MAX_SMALL))
    if len(data) > max_bytes:
        raise Refused("too_large")
    if not data:
        raise Refused("empty")
    if data.startswith(b"\xef\xbb\xbf"):
        raise Refused("byte_order_mark", line=1)
    first_line = data.split(b"\n", 1)[0]
    if not re.fullmatch(rb"[A-Za-z0-9_.\r\n-]*", data[:16]) or (first_line and b"." not in first_line):
        pem = data.startswith((b"-----BEGIN ", b"# licentia"))
        raise Refused("this_is_a_key" if pem else KINDS[kind][1], line=1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("not_utf8", line=1 + data[: error.start].count(b"\n")) from error
    *lines, rest = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not line:
            raise Refused("blank_line", line=number)
        if len(line.encode()) > (MAX_SMALL if len(line) > max_line and typ_of(line) == KEYS else max_line):
            raise Refused("line_too_long", line=number)
        if line.endswith("\r"):
            raise Refused("carriage_return", line=number)
        if len(line.encode()) < MIN_LINE:
            raise Refused("not_a_jws", line=number)
    if rest:
        raise Refused("truncated", line=len(lines) + 1)
    return lines


def typ_of(line):
    try:
        return Line(line).typ
    except Refused:
        return None


def check_first(line, kind):
    """Whether a file of this kind may begin with this line; another kind is named as what it is."""
    if line.typ == KINDS[kind][0]:
        return
    for typ, _, instead in KINDS.values():
        if line.typ == typ:
            raise Refused(instead)
    raise Refused("wrong_type")


def one_line(data, kind):
    lines = split_lines(data, kind)
    line = at(1, Line, lines[0])
    at(1, check_first, line, kind)
    if len(lines) > 1:
        raise Refused("lines_added", line=2)
    return line


# --- One line -------------------------------------------------------------------------------------


def decode(part):
    if not re.fullmatch(r"[A-Za-z0-9_-]*=*", part):
        raise Refused("bad_base64")
    if "=" in part:
        raise Refused("base64_padded")
    if len(part) % 4 == 1:
        raise Refused("bad_base64")
    data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(data).decode().rstrip("=") != part:
        raise Refused("base64_not_canonical")
    return data


class NotWhole:
    """A number with a fraction or an exponent, or -0."""


def parse(data, malformed, objects_only=True):
    def members(pairs):
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            raise Refused("duplicate_member")
        return dict(pairs)

    def constant(_):
        raise ValueError("not JSON")

    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=members,
            parse_constant=constant,
            parse_float=lambda _: NotWhole(),
            parse_int=lambda text: NotWhole() if text == "-0" else int(text),
        )
        look_through(value, 0)
    except (ValueError, RecursionError) as error:
        raise Refused(malformed, str(error)) from error
    if objects_only and not isinstance(value, dict):
        raise Refused("bad_member", "not an object")
    return value


def look_through(value, depth):
    if isinstance(value, (dict, list)):
        if depth == MAX_DEPTH:
            raise Refused("too_deep")
        for item in value.items() if isinstance(value, dict) else enumerate(value):
            look_through(item[0], depth + 1)
            look_through(item[1], depth + 1)
    elif isinstance(value, str):
        value.encode("utf-8")  # half a surrogate pair raises a ValueError
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", value):
            raise Refused("bad_member", "a control character")


class Line:
    def __init__(self, text):
        parts = text.split(".")
        if len(parts) != 3:
            raise Refused("not_a_jws")
        self.text, (header, self.payload, self.signature) = text, parts
        if len(header) > MAX_HEADER:
            raise Refused("header_not_json")
        header = parse(decode(header), "header_not_json")
        for name in header:
            if name == "crit":
                raise Refused("header_critical")
            if name not in ("alg", "kid", "typ"):
                raise Refused("header_member_unknown")
            if not isinstance(header[name], str):
                raise Refused("bad_member")
        if header.get("alg", "EdDSA") not in ("EdDSA", "Ed25519"):
            raise Refused("wrong_algorithm")
        if len(header) < 3:
            raise Refused("header_member_missing")
        self.kid, self.typ = header["kid"], header["typ"]

    def open(self, key):
        """Verifies the signature; only then is the payload decoded and parsed."""
        signature = decode(self.signature)
        if len(signature) != 64:
            raise Refused("signature_length")
        key.verify(self.text.rpartition(".")[0].encode(), signature)
        return parse(decode(self.payload), "payload_not_json")


# --- Keys -----------------------------------------------------------------------------------------

P = 2**255 - 19
Y8 = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
Y8_NEGATIVE = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
SMALL_ORDER = {bytes.fromhex(point) for point in (
    "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "00" * 32, "00" * 31 + "80",
    Y8, Y8[:-2] + "85", Y8_NEGATIVE, Y8_NEGATIVE[:-2] + "fa",
)}


def on_curve(y):
    x2 = (y * y - 1) * pow(-121665 * pow(121666, -1, P) * y * y + 1, -1, P) % P
    return x2 == 0 or pow(x2, (P - 1) // 2, P) == 1


class Key:
    def __init__(self, data):
        if len(data) != 32:
            raise Refused("bad_key")
        y = int.from_bytes(data, "little") & (1 << 255) - 1
        if data in SMALL_ORDER:
            raise Refused("weak_key")
        if y >= P or not on_curve(y):
            raise Refused("bad_key")
        self.data, self.key = data, Ed25519PublicKey.from_public_bytes(data)
        x = base64.urlsafe_b64encode(data).decode().rstrip("=")
        thumbprint = hashlib.sha256(b'{"crv":"Ed25519","kty":"OKP","x":"%s"}' % x.encode()).digest()
        self.kid = base64.urlsafe_b64encode(thumbprint).decode().rstrip("=")

    def verify(self, message, signature):
        if signature[:32] in SMALL_ORDER:
            raise Refused("bad_signature")
        try:
            self.key.verify(signature, message)
        except InvalidSignature as error:
            raise Refused("bad_signature") from error

    @classmethod
    def of_jwk(cls, jwk):
        if "d" in jwk:
            raise Refused("private_key")
        kty, crv, x = (text(jwk, name) for name in ("kty", "crv", "x"))
        if kty != "OKP" or crv != "Ed25519":
            raise Refused("bad_key")
        try:
            key = cls(decode(x))
        except Refused as refused:
            raise refused if refused.code == "weak_key" else Refused("bad_key") from refused
        if "kid" in jwk and jwk["kid"] != key.kid:
            raise Refused("wrong_key_id")
        return key


def root_key(pem):
    return Key(load_pem_public_key(pem).public_bytes(Encoding.Raw, PublicFormat.Raw))


# --- Members --------------------------------------------------------------------------------------


def member(payload, name, kind, default=None, required=True):
    if name not in payload:
        if required and default is None:
            raise Refused("member_missing", name)
        return default
    value = payload[name]
    if not isinstance(value, kind) or kind is int and isinstance(value, bool):
        raise Refused("bad_member", name)
    return value


def text(payload, name, longest=None, pattern=None, required=True):
    value = member(payload, name, str, required=required)
    if value is not None and longest and not 1 <= len(value.encode()) <= longest:
        raise Refused("bad_member", name)
    if value is not None and pattern and not re.fullmatch(pattern, value):
        raise Refused("bad_member", name)
    return value


def number(payload, name, low, high, default=None, required=True):
    value = member(payload, name, int, default, required)
    if value is not None and not low <= value <= high:
        raise Refused("bad_member", name)
    return value


def seconds(payload, name):
    return number(payload, name, 0, 253402300799)


def is_code(value):
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) and len(value) <= 120


def code(payload, name, required=True):
    value = member(payload, name, str, required=required)
    if value is not None and not is_code(value):
        raise Refused("bad_name", name)
    return value


def codes(payload, name):
    values = member(payload, name, list, [])
    if not all(isinstance(value, str) for value in values):
        raise Refused("bad_member", name)
    if not all(is_code(value) for value in values):
        raise Refused("bad_name", name)


def texts(payload, name):
    for language, value in member(payload, name, dict, {}).items():
        if not re.fullmatch(r"[A-Za-z0-9-]{1,35}", language) or not isinstance(value, str):
            raise Refused("bad_member", name)


def word(payload, name, *words):
    value = member(payload, name, str)
    if value not in words:
        raise Refused("bad_member", name)
    return value


def date(payload, name):
    value = payload.get(name, 0)
    if isinstance(value, NotWhole):
        raise Refused("bad_member", name)
    if isinstance(value, int) and not isinstance(value, bool):
        if value != 0:
            raise Refused("bad_date", name)
        return None
    if not isinstance(value, str):
        raise Refused("bad_member", name)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise Refused("bad_date", name)
    year, month, day = map(int, value.split("-"))
    try:
        # Python has no year 0; in the calendar it is a leap year like 2000.
        datetime.date(year or 2000, month, day)
    except ValueError as error:
        raise Refused("bad_date", name) from error
    return value


def understand(payload):
    if "crit" in payload:
        raise Refused("unknown_critical")


def check_format(payload):
    understand(payload)
    version = member(payload, "format", int)
    if version != 1:
        raise Refused("newer_format" if version > 1 else "bad_member")


IDENTIFIER = r"[A-Za-z0-9_-]+"


def identifier(payload, name, longest=64, required=True):
    return text(payload, name, longest, IDENTIFIER, required)


def thumbprint(payload, name):
    return text(payload, name, 43, r"[A-Za-z0-9_-]{43}")


def digest(payload, name, required=True):
    return text(payload, name, 64, "[0-9a-f]{64}", required)


def milliseconds(payload, name, required=True):
    return number(payload, name, 0, 253402300799999, required=required)


def version(payload, name):
    value = text(payload, name, required=False)
    if value is not None:
        parts = re.fullmatch(r"(0|[1-9][0-9]{0,9})\.(0|[1-9][0-9]{0,9})\.(0|[1-9][0-9]{0,9})", value)
        if not parts or any(int(part) >= 2**32 for part in parts.groups()):
            raise Refused("bad_member", name)


def url(payload, name):
    value = text(payload, name, required=False)
    if value is None:
        return
    host = re.match(r"https?://([^/?#]*)", value)
    fine = len(value) <= 2000 and re.fullmatch(r"[!-~]*", value) and not re.search(r'["<>\\^`{|}]', value)
    if not (host and fine and re.match(r"[A-Za-z0-9\[]", host[1]) and "@" not in host[1]):
        raise Refused("bad_url", name)


def holder(payload, name="holder", required=True):
    value = member(payload, name, dict, required=required)
    if value is not None:
        text(value, "name", 400), text(value, "serial", 100), text(value, "customer", 100, required=False)


def nonce(payload):
    value = text(payload, "nonce")
    if not re.fullmatch(r"[A-Za-z0-9_-]{21}[AQgw]", value):
        raise Refused("bad_member", "nonce")


def ledger_head(payload, name="head", required=True):
    value = member(payload, name, dict, required=required)
    if value is not None:
        number(value, "revision", 0, 2**63 - 1), digest(value, "hash")


# --- The head -------------------------------------------------------------------------------------


class Certificate:
    def __init__(self, payload):
        understand(payload)
        self.issuer = code(payload, "issuer")
        self.key = Key.of_jwk(member(payload, "jwk", dict))
        self.not_before, self.not_after = seconds(payload, "not_before"), seconds(payload, "not_after")
        self.certifies = member(payload, "certifies", bool, False, required=False)
        self.partner = member(payload, "partner", bool, False, required=False)
        self.iat = seconds(payload, "iat")
        if self.not_after < self.not_before:
            raise Refused("certificate_dates")
        if self.partner and self.certifies:
            raise Refused("partner_certifies")

    def covers(self, iat):
        if iat < self.not_before:
            raise Refused("key_not_yet_valid")
        if iat > self.not_after:
            raise Refused("key_expired")


def read_chain(lines, first, root):
    """The certificates from the line after `first` lines on, and the key list after them, if there is one."""
    chain, keys = [], None
    for index in range(first, len(lines)):
        line = at(index + 1, Line, lines[index])
        if line.typ == KEYS and chain:
            if keys is not None:
                raise Refused("key_list_repeated", line=index + 1)
            keys = at(index + 1, read_key_list, line, root)
            continue
        if line.typ != KEY:
            break
        if keys is not None:
            raise Refused("certificate_misplaced", line=index + 1)
        if len(chain) == MAX_CERTIFICATES:
            raise Refused("too_many_certificates", line=index + 1)
        chain.append(at(index + 1, read_link, line, chain[-1] if chain else None, root))
    if not chain:
        raise Refused("certificate_missing", line=first + 1)
    return chain, keys


def ends(lines, end):
    if len(lines) != end:
        raise Refused("lines_added", line=end + 1)


def read_key_list(line, root):
    if line.kid != root.kid:
        raise Refused("untrusted_root")
    payload = line.open(root)
    check_format(payload)
    if number(payload, "version", 1, 2**63 - 1) and seconds(payload, "iat") is None:
        raise Refused("member_missing")
    keys = member(payload, "keys", list)
    if len(keys) > MAX_KEYS or not all(isinstance(key, dict) for key in keys):
        raise Refused("bad_member", "keys")
    for key in keys:
        thumbprint(key, "kid"), code(key, "issuer"), word(key, "state", "active", "retired", "withdrawn")
        seconds(key, "since"), text(key, "reason", 400, required=False)
    if len({key["kid"] for key in keys}) != len(keys):
        raise Refused("repeated")
    return payload


def not_withdrawn(chain, *lists):
    for keys in lists:
        for key in keys["keys"] if keys else []:
            if key["state"] == "withdrawn" and key["kid"] in [link.key.kid for link in chain]:
                raise Refused("key_withdrawn")


def read_link(line, above, root):
    signer = above.key if above else root
    if line.kid != signer.kid:
        raise Refused("broken_chain" if above else "untrusted_root")
    certificate = Certificate(line.open(signer))
    if above:
        if not above.certifies:
            raise Refused("may_not_certify")
        above.covers(certificate.iat)
    return certificate


def open_first(line, by):
    if line.kid != by.key.kid:
        raise Refused("unknown_key")
    payload = line.open(by.key)
    check_format(payload)
    return payload


def speaks_for(by, issuer, iat):
    if issuer != by.issuer:
        raise Refused("wrong_issuer")
    by.covers(iat)


def read_manifest(line, by):
    payload = open_first(line, by)
    identifier(payload, "package")
    number(payload, "sequence", 1, 2**63 - 1)
    issuer = code(payload, "issuer")
    texts(payload, "issuer_title")
    holder(payload), holder(payload, "replaces", required=False)
    identifier(payload, "installation", required=False)
    identifier(payload, "nonce", 128, required=False)
    url(payload, "authority"), url(payload, "store")
    if text(payload, "zone") not in zoneinfo.available_timezones():
        raise Refused("bad_zone")
    for name in ("next_check", "admin_warning", "expiry", "grace", "maintenance"):
        date(payload, name)
    for name in ("from", "to"):
        version(member(payload, "versions", dict, {}), name)
    for name, default in (("rows", None), ("limits", 0), ("meters", 0)):
        payload[name] = number(payload, name, 0, 2**32 - 1, default)
    digest(payload, "sha256"), digest(payload, "prev", required=False)
    suite = member(payload, "suite", dict, required=False)
    if suite is not None:
        code(suite, "name"), code(suite, "module"), texts(suite, "titles"), texts(suite, "next")
    speaks_for(by, issuer, seconds(payload, "iat"))
    return payload


# --- The body -------------------------------------------------------------------------------------


def check_place(payload, package, n):
    understand(payload)
    if text(payload, "package") != package:
        raise Refused("other_package")
    if number(payload, "n", 0, 2**32 - 1) != n:
        raise Refused("row_order")


def check_row(payload):
    code(payload, "module"), code(payload, "was", required=False)
    texts(payload, "titles"), texts(payload, "tooltips")
    word(payload, "scope", "system", "site", "user")
    word(payload, "counting", "named", "concurrent")
    word(payload, "when_stopped", "read_only", "none")
    quantity = number(payload, "quantity", 0, 2**32 - 1, required=False)
    unrestricted = member(payload, "unrestricted", bool, False, required=False)
    if (quantity is not None) == unrestricted:
        raise Refused("quantity_unclear")
    member(payload, "hidden", bool, False, required=False)
    number(payload, "flags", 0, 2**32 - 1, 0)
    codes(payload, "set"), codes(payload, "requires")
    if not set(map(str, member(payload, "kinds", list, []))) <= {
        "internal", "resource", "external", "anonymous", "system"
    }:
        raise Refused("bad_member", "kinds")
    start, due = date(payload, "start"), date(payload, "due")
    if start and due and due < start:
        raise Refused("row_dates")


def check_limit(payload):
    code(payload, "limit"), texts(payload, "titles"), texts(payload, "advice")
    maximum = number(payload, "max", 0, 2**63 - 1, required=False)
    if (maximum is not None) == member(payload, "unlimited", bool, False, required=False):
        raise Refused("quantity_unclear")
    texts(payload, "counts")
    above = member(payload, "next", dict, required=False)
    if above is not None:
        texts(above, "titles")
        maximum = number(above, "max", 0, 2**63 - 1, required=False)
        if (maximum is not None) == member(above, "unlimited", bool, False, required=False):
            raise Refused("quantity_unclear")


def check_meter(payload):
    code(payload, "meter"), texts(payload, "titles"), texts(payload, "unit")
    word(payload, "kind", "count", "sum", "unique", "maximum", "latest", "level")
    number(payload, "base", 0, 2**63 - 1), number(payload, "per_plan", 0, 2**63 - 1, 0)


CHECKS = {ROW: check_row, LIMIT: check_limit, METER: check_meter}


def read_line(line, key):
    line = Line(line)
    if line.typ == MANIFEST:
        raise Refused("manifest_repeated")
    if line.typ == KEY:
        raise Refused("certificate_misplaced")
    if line.typ == KEYS:
        raise Refused("key_list_misplaced")
    if line.typ not in CHECKS:
        raise Refused("wrong_type")
    if line.kid != key.kid:
        raise Refused("other_key")
    return line.typ, line.open(key)


def read_body(lines, first, manifest, key):
    """`first` is the number of lines before the body."""
    places = [(ROW, n) for n in range(manifest["rows"])]
    places += [(LIMIT, n) for n in range(manifest["limits"])]
    places += [(METER, n) for n in range(manifest["meters"])]
    if len(lines) != len(places):
        raise wrong_count(lines, first, places, manifest, key)
    body = []
    for index, (line, (typ, n)) in enumerate(zip(lines, places)):
        body.append(at(first + index + 1, read_in_place, line, typ, n, manifest, key))
    return body


def read_in_place(line, typ, n, manifest, key):
    found, payload = read_line(line, key)
    if found != typ:
        raise Refused("wrong_type")
    check_place(payload, manifest["package"], n)
    CHECKS[typ](payload)
    return typ, payload


def wrong_count(lines, first, places, manifest, key):
    """A line that is itself wrong is named first, then the first that is not the one expected."""
    wrong = None
    for index, line in enumerate(lines):
        typ, payload = at(first + index + 1, read_line, line, key)
        expected = places[index] if index < len(places) else None
        in_place = expected == (typ, payload.get("n")) and payload.get("package") == manifest["package"]
        if wrong is None and not in_place:
            wrong = index
    wrong = len(lines) if wrong is None else wrong
    code = "rows_added" if len(lines) > len(places) else "rows_missing"
    return Refused(code, line=first + wrong + 1)


def verify(data, root):
    """Answers the manifest, the body's payloads and what they hang on, or raises Refused."""
    lines = split_lines(data, "package")
    first = at(1, Line, lines[0])
    if first.typ in CHECKS or first.typ in (KEY, KEYS) and typ_of(lines[-1]) not in (KEY, KEYS):
        raise Refused("manifest_missing", line=1)
    at(1, check_first, first, "package")
    chain, keys = read_chain(lines, 1, root)
    manifest = at(1, read_manifest, first, chain[-1])
    head = 1 + len(chain) + (keys is not None)
    body = read_body(lines[head:], head, manifest, chain[-1].key)
    signed = "".join(line + "\n" for line in lines[head:]).encode()
    if hashlib.sha256(signed).hexdigest() != manifest["sha256"]:
        raise Refused("rows_changed")
    for typ, name in ((LIMIT, "limit"), (METER, "meter")):
        names = [payload[name] for found, payload in body if found == typ]
        if len(set(names)) != len(names):
            raise Refused("repeated")
    return manifest, body, chain, keys


def expect(manifest, data, here, chain, keys, known):
    """Whether the package is meant for here and now."""
    not_withdrawn(chain, known, keys)
    ours = (here["holder"], here["serial"])
    holder, former = manifest["holder"], manifest.get("replaces")
    if (holder["name"], holder["serial"]) != ours and former:
        if (former["name"], former["serial"]) != ours:
            raise Refused("holder_change_not_authorised")
    elif holder["serial"] != here["serial"]:
        raise Refused("wrong_serial")
    elif holder["name"] != here["holder"]:
        raise Refused("wrong_holder")
    if "installation" in manifest and manifest["installation"] != here.get("installation"):
        raise Refused("wrong_installation")
    if "nonce" in manifest and manifest["nonce"] not in here.get("nonces", []):
        raise Refused("wrong_nonce")
    before = here.get("in_force")
    if before and manifest["sequence"] < before["sequence"]:
        raise Refused("older_sequence")
    if before and manifest["sequence"] == before["sequence"]:
        same = hashlib.sha256(data).hexdigest() == before["sha256"]
        raise Refused("already_in_force" if same else "sequence_reused")


# --- The conversation -----------------------------------------------------------------------------


def read_own(data, kind):
    """A line that carries the key it was signed with."""
    line = one_line(data, kind)
    return at(1, open_own, line, OWN[kind])


def open_own(line, check):
    try:
        key = Key.of_jwk(member(parse(decode(line.payload), "payload_not_json"), "jwk", dict))
    except Refused as refused:
        if refused.code in ("bad_key", "weak_key", "wrong_key_id", "private_key"):
            raise
        if refused.code.startswith(("bad_base64", "base64_")):
            raise
        raise Refused("own_key_unreadable", refused.detail) from refused
    if line.kid != key.kid:
        raise Refused("self_signature")
    payload = line.open(key)
    check_format(payload)
    code(payload, "issuer"), holder(payload), ledger_head(payload), seconds(payload, "iat")
    check(payload)
    return payload


def check_request(payload):
    identifier(payload, "request"), nonce(payload)
    purpose = word(payload, "purpose", "status", "package", "serial")
    version(payload, "version")
    number(payload, "sequence", 0, 2**63 - 1), number(payload, "keys", 0, 2**63 - 1)
    digest(payload, "package", required=False), thumbprint(payload, "root")
    member(payload, "deleted", bool, False, required=False)
    ledger_head(payload, "rewound", required=False)
    milliseconds(payload, "clock_ms"), milliseconds(payload, "back_ms", required=False)
    holder(payload, "change", required=False)
    if (purpose == "serial") != ("change" in payload):
        raise Refused("change_unclear")


def check_receipt(payload):
    identifier(payload, "receipt"), identifier(payload, "package")
    number(payload, "sequence", 1, 2**63 - 1), number(payload, "keys", 0, 2**63 - 1)
    digest(payload, "sha256"), thumbprint(payload, "root"), seconds(payload, "at")
    word(payload, "state", "activated", "prepared", "deleted")


def check_letter(payload):
    identifier(payload, "letter"), text(payload, "subject", 400), text(payload, "text", MAX_TEXT)
    author = member(payload, "from", dict)
    text(author, "name", 400), text(author, "email", 320)
    comparison = text(payload, "comparison", MAX_COMPARISON, required=False)
    if comparison is not None:
        parse(comparison.encode(), "bad_member", objects_only=False)


def check_usage(payload):
    identifier(payload, "usage"), nonce(payload), thumbprint(payload, "root")
    number(payload, "keys", 0, 2**63 - 1)
    if text(payload, "zone") not in zoneinfo.available_timezones():
        raise Refused("bad_zone")
    figures = member(payload, "figures", list)
    if not figures:
        raise Refused("bad_member", "figures")
    before = None
    for figure in figures:
        if not isinstance(figure, dict):
            raise Refused("bad_member", "figures")
        check_figure(figure)
        if before is not None and figure["n"] != before + 1:
            raise Refused("figure_order")
        before = figure["n"]


def check_figure(figure):
    number(figure, "n", 1, 2**63 - 1), code(figure, "meter")
    if not re.fullmatch(r"(19[7-9][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])-(0[1-9]|1[0-2])", text(figure, "month")):
        raise Refused("bad_member", "month")
    word(figure, "kind", "final", "correction")
    used, _, allowance, overage = (
        number(figure, name, 0, 2**63 - 1) for name in ("used", "plan_users", "allowance", "overage")
    )
    identifier(figure, "package", required=False), seconds(figure, "closed_at")
    if overage != max(used - allowance, 0):
        raise Refused("figure_unclear")


def check_visit(payload):
    nonce(payload), code(payload, "module", required=False), url(payload, "back")
    visitor = member(payload, "visitor", dict)
    text(visitor, "name", 400), text(visitor, "email", 320, required=False)
    if not re.fullmatch(r"[A-Za-z0-9-]{1,35}", text(payload, "lang")):
        raise Refused("bad_member", "lang")


OWN = {"request": check_request, "receipt": check_receipt, "letter": check_letter, "usage": check_usage, "visit": check_visit}


NEEDS = {
    "up_to_date": [],
    "new_licence": ["package"],
    "new_company_name": ["holder"],
    "new_serial": ["holder"],
    "message": ["message"],
    "message_with_link": ["message", "link"],
    "problem": ["code"],
}


def check_answer(payload):
    nonce(payload), thumbprint(payload, "installation"), code(payload, "issuer")
    state = word(payload, "state", *NEEDS)
    number(payload, "next_check_s", 0, 2**32 - 1), milliseconds(payload, "at_ms")
    offer = member(payload, "package", dict, required=False)
    if offer is not None:
        identifier(offer, "id"), number(offer, "sequence", 1, 2**63 - 1)
        digest(offer, "sha256"), seconds(offer, "iat")
    texts(payload, "hold"), texts(payload, "message"), url(payload, "link")
    holder(payload, required=False), ledger_head(payload, required=False)
    identifier(payload, "code", required=False)
    if not all(name in payload for name in NEEDS[state]):
        raise Refused("wrong_state")


def read_answer(data, root, asked, known=None, kind="answer"):
    lines = split_lines(data, kind)
    first = at(1, Line, lines[0])
    at(1, check_first, first, kind)
    chain, keys = read_chain(lines, 1, root)
    payload = at(1, open_answer, first, chain[-1], ANSWERS[kind])
    ends(lines, 1 + len(chain) + (keys is not None))
    belongs(payload, asked)
    not_withdrawn(chain, known, keys)
    return payload


def belongs(payload, asked):
    if asked:
        for name, refusal in (("installation", "answer_for_other"), ("issuer", "other_issuer"), ("nonce", "wrong_nonce")):
            if payload[name] != asked[name]:
                raise Refused(refusal)


def check_usage_receipt(payload):
    identifier(payload, "usage"), nonce(payload), thumbprint(payload, "installation"), code(payload, "issuer")
    digest(payload, "sha256"), number(payload, "through", 0, 2**63 - 1), milliseconds(payload, "at_ms")
    number(payload, "taken", 0, 2**63 - 1, required=False)


ANSWERS = {"answer": check_answer, "usage_receipt": check_usage_receipt}


def open_answer(line, by, check):
    payload = open_first(line, by)
    check(payload)
    speaks_for(by, payload["issuer"], payload["at_ms"] // 1000)
    return payload


def read_list_file(data, root, known=None):
    keys = at(1, read_key_list, one_line(data, "key_list"), root)
    if known and keys["version"] < known["version"]:
        raise Refused("older_key_list")
    if known and keys["version"] == known["version"]:
        parts = ("iat", "keys")
        if [keys[part] for part in parts] != [known[part] for part in parts]:
            raise Refused("key_list_reused")
    return keys


def read_certificate_file(data, root):
    lines = split_lines(data, "certificate")
    at(1, check_first, at(1, Line, lines[0]), "certificate")
    chain, keys = read_chain(lines, 0, root)
    ends(lines, len(chain) + (keys is not None))
    return {"issuer": chain[-1].issuer, "jwk": {"kid": chain[-1].key.kid}}


def read(kind, data, root, vector):
    """Reads a file of any kind; the body is that of a package."""
    if kind == "package":
        manifest, body, chain, keys = verify(data, root)
        if "expected" in vector:
            expect(manifest, data, vector["expected"], chain, keys, vector.get("known"))
        return manifest, body
    if kind in OWN:
        return read_own(data, kind), []
    if kind in ANSWERS:
        return read_answer(data, root, vector.get("asked"), vector.get("known"), kind), []
    if kind == "key_list":
        return read_list_file(data, root, vector.get("known")), []
    return read_certificate_file(data, root), []


# --- Use ------------------------------------------------------------------------------------------


def check_vector(folder, root, vector):
    """Answers what is wrong with our verdict, or None."""
    data = bytes(vector["zeros"]) if "zeros" in vector else (folder / vector["file"]).read_bytes()
    if "known" in vector:
        vector = {**vector, "known": read_list_file((folder / vector["known"]).read_bytes(), root)}
    try:
        payload, body = read(vector["kind"], data, root, vector)
    except Refused as refused:
        verdict = (refused.code, refused.line)
        return None if verdict == (vector.get("code"), vector.get("line")) else f"{verdict} {refused.detail}"
    if "code" in vector:
        return "accepted"
    found = dict(payload)
    found["modules"] = [line["module"] for typ, line in body if typ == ROW]
    if "jwk" in found:
        found["jwk"] = found["jwk"]["kid"]
    fine = all(found[name] == value for name, value in vector["holds"].items())
    return None if fine else "holds something else"


def check_vectors(folder):
    vectors = json.loads((folder / "vectors.json").read_text("utf-8"))
    root = root_key((folder / vectors["root"]).read_bytes())
    wrong = 0
    for vector in vectors["accept"] + vectors["refuse"]:
        problem = check_vector(folder, root, vector)
        if problem:
            wrong += 1
            print(vector.get("file", vector["about"]), vector.get("code"), vector.get("line"), "->", problem)
    print(f"{len(vectors['accept'])} accepted, {len(vectors['refuse'])} refused, {wrong} wrong")
    return wrong


def kind_of(data):
    """The kind of a file by its first line; a package if it cannot be told."""
    try:
        typ = Line(data.split(b"\n", 1)[0].decode()).typ
    except (Refused, UnicodeDecodeError):
        return "package"
    return next((kind for kind, (first, _, _) in KINDS.items() if first == typ), "package")


def main(arguments):
    if arguments[:1] == ["--vectors"]:
        return 1 if check_vectors(Path(arguments[1])) else 0
    root, file = arguments
    data, root = Path(file).read_bytes(), root_key(Path(root).read_bytes())
    try:
        manifest, body = read(kind_of(data), data, root, {})
    except Refused as refused:
        print(f"refused: {refused.code}, line {refused.line} {refused.detail}", file=sys.stderr)
        return 1
    print(json.dumps(manifest, ensure_ascii=False, indent=2))
    for _, payload in body:
        print(json.dumps(payload, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
