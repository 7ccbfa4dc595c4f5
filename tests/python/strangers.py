"""Opens COUNT connections to PORT of 127.0.0.1, says nothing on them, and holds them until it
is killed. Those that the server closes meanwhile are not opened again.

    strangers.py PORT COUNT
"""

import resource
import signal
import socket
import sys

port, count = (int(word) for word in sys.argv[1:3])
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
held = []
for _ in range(count):
    try:
        held.append(socket.create_connection(("127.0.0.1", port), timeout=10))
    except OSError as error:
        sys.exit(f"after {len(held)} connections: {error}")
print(f"holds {len(held)}", flush=True)
signal.pause()
