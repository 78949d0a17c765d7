"""Free ports and waiting."""
import fcntl
import os
import random
import socket
import tempfile
import time

# Below the ports that the kernel gives to outgoing connections, any of which could be on one's port at the wrong moment.
PORTS = range(20000, 32000)
RESERVED = []  # open files: each holds a port for this program until it ends


def free_port():
    """A TCP port of 127.0.0.1 that nothing listens on, and that no other program gets from here while this one runs."""
    folder = os.path.join(tempfile.gettempdir(), "renkei-ports")
    os.makedirs(folder, exist_ok=True)
    for _ in range(1000):
        port = random.choice(PORTS)
        held = os.open(os.path.join(folder, str(port)), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as s:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                s.bind(("127.0.0.1", port))
        except OSError:
            os.close(held)
            continue
        RESERVED.append(held)
        return port
    raise RuntimeError("no free port among %d tried" % 1000)


def wait_until(check, seconds=10, what="the condition", pause=0.02):
    """The first true value of check(), tried again and again; TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError("%s did not come about within %g s" % (what, seconds))
        time.sleep(pause)
