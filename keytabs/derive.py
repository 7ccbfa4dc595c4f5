#!/usr/bin/env python3
"""Writes the keytabs that no program of MIT krb5 writes, as changed copies of its files."""
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
BROKEN = HERE / "broken"
BROKEN.mkdir(exist_ok=True)
alice = (HERE / "alice.keytab").read_bytes()


def records(table):
    at = 2
    while at < len(table):
        (length,) = struct.unpack_from(">i", table, at)
        yield table[at + 4 : at + 4 + abs(length)]
        at += 4 + abs(length)


def table(records):
    return b"\x05\x02" + b"".join(struct.pack(">i", len(r)) + r for r in records)


def counted(order, octets):
    return struct.pack(order + "H", len(octets)) + octets


def version_1(order):
    """alice.keytab as version 1: the realm counts as a component, no name type, this byte order."""
    out = b"\x05\x01"
    for record in records(alice):
        realm, name = b"EXAMPLE.TEST", b"alice"
        fixed = 2 + 2 + len(realm) + 2 + len(name) + 4
        seconds, kvno, enctype, size = struct.unpack_from(">IBHH", record, fixed)
        key = record[fixed + 9 : fixed + 9 + size]
        body = struct.pack(order + "H", 2) + counted(order, realm) + counted(order, name)
        body += struct.pack(order + "I", seconds) + bytes([kvno])
        body += struct.pack(order + "H", enctype) + counted(order, key)
        body += struct.pack(order + "I", kvno)
        out += struct.pack(order + "i", len(body)) + body
    return out


def with_enctype(record, enctype):
    at = record.index(struct.pack(">HH", 18, 32))
    return record[:at] + struct.pack(">h", enctype) + record[at + 2 :]


first = next(records(alice))
(HERE / "unknown-enctype.keytab").write_bytes(
    table([first, with_enctype(first, 999), with_enctype(first, -133)])
)
(HERE / "v1-little.keytab").write_bytes(version_1("<"))
(HERE / "v1-big.keytab").write_bytes(version_1(">"))

key_length = first.index(struct.pack(">HH", 18, 32)) + 2
absurd_key = first[:key_length] + b"\xff\xff" + first[key_length + 2 :]
for name, octets in {
    "empty": b"",
    "text": b"alice@EXAMPLE.TEST\n",
    "ccache": b"\x05\x04" + alice[2:],
    "version-9": b"\x05\x09" + alice[2:],
    "cut-in-length": alice[:4],
    "cut-in-key": alice[:60],
    "absurd-record-length": alice[:2] + b"\x7f\xff\xff\xff" + alice[6:],
    "absurd-component-count": alice[:6] + b"\xff\xff" + alice[8:],
    "absurd-key-length": table([absurd_key]),
    "hole-too-long": alice + struct.pack(">i", -1000) + bytes(10),
    "least-length": alice + b"\x80\0\0\0",
}.items():
    (BROKEN / f"{name}.keytab").write_bytes(octets)
