"""Kafka's protocol by hand, with tokens of python-gssapi: steps that no client takes.

raw.py PORT [SECOND-CCACHE]; each line of standard input is a step, and what a broker on localhost
does about it is told in lines. An answer of SaslAuthenticate is shown as error code, message, token
and session lifetime.
"""

import socket
import struct
import sys

import gssapi
from gssapi.raw import RequirementFlag

HOST = "localhost"
PORT = int(sys.argv[1])
METADATA, HANDSHAKE, API_VERSIONS, AUTHENTICATE = 3, 17, 18, 36


def string(text):
    return struct.pack(">h", len(text)) + text.encode()


class Connection:
    def __init__(self):
        self.socket = socket.create_connection((HOST, PORT), timeout=20)
        self.number = 0

    def send(self, octets):
        self.socket.sendall(struct.pack(">i", len(octets)) + octets)

    def receive(self):
        (length,) = struct.unpack(">i", self.read(4))
        return self.read(length)

    def read(self, length):
        octets = b""
        while len(octets) < length:
            try:
                more = self.socket.recv(length - len(octets))
            except ConnectionResetError:
                more = b""
            if not more:
                raise EOFError("connection closed by the broker without a response")
            octets += more
        return octets

    def call(self, key, version, body):
        self.number += 1
        self.send(struct.pack(">hhi", key, version, self.number) + string("raw") + body)
        return self.receive()[4:]

    def handshake(self, mechanism="GSSAPI", version=1):
        answer = self.call(HANDSHAKE, version, string(mechanism))
        code, count = struct.unpack_from(">hi", answer)
        names, at = [], 6
        for _ in range(count):
            (length,) = struct.unpack_from(">h", answer, at)
            names.append(answer[at + 2 : at + 2 + length].decode())
            at += 2 + length
        return code, names

    def authenticate(self, token):
        answer = self.call(AUTHENTICATE, 1, struct.pack(">i", len(token)) + token)
        code, length = struct.unpack_from(">hh", answer)
        message, at = answer[4 : 4 + max(length, 0)].decode(), 4 + max(length, 0)
        (length,) = struct.unpack_from(">i", answer, at)
        at += 4
        (lifetime,) = struct.unpack_from(">q", answer, at + length)
        return code, message, answer[at : at + length], lifetime

    def log_in(self, ccache=None):
        """The whole exchange of GSSAPI; the last answer without its token."""
        gss = context([RequirementFlag.mutual_authentication], ccache)
        answer = self.authenticate(gss.step())
        if answer[0] == 0:
            gss.step(answer[2])
            answer = self.authenticate(b"")
        if answer[0] == 0:
            gss.unwrap(answer[2])
            answer = self.authenticate(gss.wrap(b"\x01\x00\x00\x00", False).message)
        return answer[0], answer[1], answer[3]


def context(flags, ccache=None):
    name = gssapi.Name(f"kafka@{HOST}", gssapi.NameType.hostbased_service)
    store = {"ccache": ccache} if ccache else None
    creds = gssapi.Credentials(usage="initiate", store=store)
    return gssapi.SecurityContext(name=name, creds=creds, flags=flags, usage="initiate")


def told(what, call, *words):
    try:
        print(f"{what}: {call(*words)}")
    except EOFError as error:
        print(f"{what}: EOFError: {error}")


def token(digits=""):
    connection = Connection()
    connection.handshake()
    told("SaslAuthenticate", connection.authenticate, bytes.fromhex(digits))


def http():
    connection = Connection()
    connection.socket.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    try:
        print("HTTP GET:", connection.socket.recv(100))
    except ConnectionResetError:
        print("HTTP GET:", b"")


def second_apiversions():
    connection = Connection()
    length = len(connection.call(API_VERSIONS, 0, b""))
    print("ApiVersions v0, first:", "answered" if length else "empty")
    told("ApiVersions v0, second", connection.call, API_VERSIONS, 0, b"")


def metadata_first():
    connection = Connection()
    every_topic = struct.pack(">i", -1)
    told("Metadata v1 before handshake", connection.call, METADATA, 1, every_topic)
    connection = Connection()
    connection.handshake()
    told("Metadata v1 after handshake", connection.call, METADATA, 1, every_topic)


def v0(digits):
    connection = Connection()
    told("handshake v0", connection.handshake, "GSSAPI", 0)
    connection.send(bytes.fromhex(digits))
    told("raw token answer", connection.receive)


def replay():
    mutual = RequirementFlag.mutual_authentication
    # Without any flag the library would ask for mutual authentication by itself.
    for flag in [mutual, RequirementFlag.integrity]:
        octets = context([flag]).step()
        for time in 1, 2:
            connection = Connection()
            connection.handshake()
            code, message, answer, lifetime = connection.authenticate(octets)
            seen = (code, message, f"{len(answer)} bytes", lifetime)
            print(f"mutual={flag == mutual} AP-REQ sent, time {time}: {seen}")


def reauth(who):
    connection = Connection()
    told("handshake", connection.handshake)
    told("first authentication", connection.log_in)
    told("handshake for re-authentication", connection.handshake)
    told("re-authentication", connection.log_in, sys.argv[2] if who == "other" else None)


def reauth_mechanism(mechanism):
    connection = Connection()
    told("handshake", connection.handshake)
    told("first authentication", connection.log_in)
    what = f"handshake for re-authentication with {mechanism}"
    told(what, connection.handshake, mechanism)
    told("next request", connection.authenticate, b"\0alice\0secret")


STEPS = {
    "token": token, "http": http, "second-apiversions": second_apiversions,
    "metadata-first": metadata_first, "v0": v0, "replay": replay, "reauth": reauth,
    "reauth-mech": reauth_mechanism,
}
for line in sys.stdin:
    step, *words = line.split()
    print("$", *[step, *words])
    STEPS[step](*words)
