"""A crowd of connections that never authenticate, held until the end of this process.

crowd.py HOST PORT COUNT: every other one sends the beginning of a request. Says `open COUNT` when
all are there.
"""

import resource
import signal
import socket
import sys

HALF_A_REQUEST = b"\0\0\0\x20\0\x12\0\0"

host, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
if hard < count + 64:
    sys.exit(f"the limit of open files is {hard}: {count + 64} are needed (ulimit -Hn)")
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
held = []
for number in range(count):
    connection = socket.create_connection((host, port), timeout=60)
    if number % 2:
        connection.sendall(HALF_A_REQUEST)
    held.append(connection)
print("open", len(held), flush=True)
signal.pause()
