"""Ports, waiting and certificates that all servers of the tests share."""
import contextlib
import os
import pathlib
import random
import socket
import subprocess
import time


PATIENCE = float(os.environ.get("TICKETD_PATIENCE", "1"))  # times as long, on a machine that has other things to do


def free_port():
    """A TCP port on 127.0.0.1 that nothing listens on. It is below those that the kernel gives to connections, so that none of
    them takes it before our server does."""
    for port in random.sample(range(10_000, 32_768), 100):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("a hundred ports are taken")


def wait_until(condition, what, seconds=20.0):
    """The first true value of `condition()`; an AssertionError that names `what` when none comes in time."""
    seconds *= PATIENCE
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.05)


def answers(port, greeting):
    """Whether a server on that port begins with `greeting`."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as peer:
        return peer.recv(len(greeting)) == greeting
    return False


def make_certificate(directory, name="localhost", addresses=("127.0.0.1",)):
    """A self-signed certificate and its key; the certificate is its own authority."""
    directory = pathlib.Path(directory)
    certificate, key = directory / "certificate.pem", directory / "key.pem"
    names = ",".join([f"DNS:{name}", *(f"IP:{address}" for address in addresses)])
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "30", "-subj", f"/CN={name}", "-addext", f"subjectAltName={names}",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    os.chmod(key, 0o600)
    return certificate, key
