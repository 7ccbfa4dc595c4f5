"""Records as lines: PARTITION KEY VALUE NAME=VALUE..., hexadecimal, "-" for null."""

import ast
import sys


def arguments():
    """The bed's keyword arguments (a Python literal), then the words after them."""
    return ast.literal_eval(sys.argv[1]), sys.argv[2:]


def _optional(octets):
    return "-" if octets is None else octets.hex()


def to_line(partition, key, value, headers):
    fields = [str(partition), _optional(key), _optional(value)]
    fields += [f"{name}={octets.hex()}" for name, octets in headers or []]
    return " ".join(fields)


def from_line(line):
    partition, key, value, *headers = line.rstrip("\n").split(" ")
    null = {"-": None}
    pairs = (header.split("=", 1) for header in headers)
    return dict(
        partition=int(partition),
        key=null[key] if key in null else bytes.fromhex(key),
        value=null[value] if value in null else bytes.fromhex(value),
        headers=[(name, bytes.fromhex(octets)) for name, octets in pairs],
    )
