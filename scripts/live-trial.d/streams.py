#!/usr/bin/env python3
"""The part `streams` of scripts/live-trial, on loopback: streams.py SCRIPTS WORK"""
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time

scripts, work = sys.argv[1:3]
halfway = f"{scripts}/halfway"
captures = f"{scripts}/../captures/incident"
certs = f"{work}/streams"
MAGIC = b"\x0a\x0d\x0d\x0a"
failures = []


def check(good, what):
    print(("  " if good else "  NOT: ") + what)
    if not good:
        failures.append(what)


def certificates(directory, days, *nodes):
    subprocess.run([f"{scripts}/certs", directory, *nodes], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, env={**os.environ, "DAYS": str(days)})


def agent(*arguments):
    """Starts one on loopback; returns it, its port and what it says, line by line."""
    said = []
    process = subprocess.Popen([halfway, "agent", "-i", "lo", "--listen", "127.0.0.1:0", *arguments],
                               stderr=subprocess.PIPE, text=True)
    port = []

    def read():
        for line in process.stderr:
            said.append(line.rstrip("\n"))
            serving = re.search(r"serving lo at .*:(\d+)", line)
            if serving:
                port.append(int(serving[1]))

    threading.Thread(target=read, daemon=True).start()
    wait(lambda: port or process.poll() is not None, "agent")
    return process, port[0], said


def wait(condition, what, seconds=30):
    until = time.time() + seconds
    while not condition():
        if time.time() > until:
            raise SystemExit(f"streams: waited in vain for {what}")
        time.sleep(0.05)


def received(port, context=None, plain=b""):
    """What an agent sends to such a client within a second."""
    got = b""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as tcp:
            tcp.settimeout(1)
            client = context.wrap_socket(tcp, server_hostname="localhost") if context else tcp
            client.sendall(plain)
            while len(got) < 4:
                more = client.recv(4096)
                if not more:
                    break
                got += more
    except OSError:
        pass
    return got


def client(directory=None, name=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(f"{certs}/ca.pem")
    if name:
        context.load_cert_chain(f"{directory}/{name}.pem", f"{directory}/{name}.key")
    return context


def serving(data, pause=0.0):
    """A foreign server: sends data to whoever connects, in pieces, and waits; returns its port."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            connection, _ = server.accept()
            with connection:
                try:
                    for at in range(0, len(data), 4096):
                        connection.sendall(data[at:at + 4096])
                        time.sleep(pause)
                    time.sleep(60)
                except OSError:
                    pass

    threading.Thread(target=serve, daemon=True).start()
    return server.getsockname()[1]


# Who is refused.
certificates(certs, 90, "node,localhost", "watcher", "stranger")
expired, other = f"{work}/expired", f"{work}/other"
os.makedirs(expired)
for name in ("ca.pem", "ca.key"):
    with open(f"{certs}/{name}", "rb") as old, open(f"{expired}/{name}", "wb") as new:
        new.write(old.read())
certificates(expired, -1, "watcher")
certificates(other, 90, "watcher")
secure, port, said = agent("--tls-cert", f"{certs}/node.pem", "--tls-key", f"{certs}/node.key",
                           "--tls-ca", f"{certs}/ca.pem", "--client", "watcher")
check(received(port, client(certs, "watcher"))[:4] == MAGIC, "served: a certificate of the authority with a welcome name")
for who, context, plain in (("no certificate", client(), b""), ("a name that is not welcome", client(certs, "stranger"), b""),
                            ("an expired certificate", client(expired, "watcher"), b""),
                            ("a certificate of another authority", client(other, "watcher"), b""),
                            ("no TLS", None, b"GET / HTTP/1.0\r\n\r\n")):
    before = len(said)
    got = received(port, context, plain)
    wait(lambda: len(said) > before, f"a word about {who}")
    check(MAGIC not in got, f"refused, with nothing served: {who}; logged: {said[-1]}")
wrong = subprocess.run([halfway, "watch", "--for", "4s", "--tls-cert", f"{certs}/watcher.pem", "--tls-key",
                        f"{certs}/watcher.key", "--tls-ca", f"{certs}/ca.pem", f"a=tls://127.0.0.1:{port}", "b=" + captures +
                        "/231.pcap"], capture_output=True, text=True)
check("No subject alternative names" in wrong.stdout + wrong.stderr, "a watch does not talk to a server of another name")
secure.terminate()
secure.wait()

# tshark reads an agent.
plain, port, said = agent()
ping = subprocess.Popen(["ping", "-q", "-i", "0.2", "-c", "60", "127.0.0.1"], stdout=subprocess.DEVNULL)
shown = subprocess.run(["timeout", "30", "tshark", "-Q", "-n", "-i", f"TCP@127.0.0.1:{port}", "-c", "6", "-w", f"{work}/tshark.pcapng"],
                       capture_output=True, text=True)
count = subprocess.run(["tshark", "-n", "-r", f"{work}/tshark.pcapng", "-Y", "icmp"], capture_output=True, text=True)
check(len(count.stdout.splitlines()) == 6, f"tshark -i TCP@ reads 6 packets from an agent {shown.stderr.strip()}")

# A malformed stream, beside a good one.
bad = serving(open(f"{captures}/219.pcap", "rb").read()[:5000] + b"\xff" * 5000)
watch = subprocess.run([halfway, "watch", "--for", "8s", "-o", "json=" + work + "/bad.json", "-w", f"{work}/bad",
                        f"bad=tcp://127.0.0.1:{bad}", f"good=tcp://127.0.0.1:{port}"], capture_output=True, text=True)
all_said = watch.stdout + watch.stderr
check(re.search(r"^ bad +failed", watch.stdout, re.M) is not None, "a malformed stream fails its source")
named = re.search(r"bad: (.*)", watch.stdout)
check(named is not None and "packet" in named[1], f"with an error of its own: {named[1] if named else all_said}")
good = re.search(r"^ good +(\S+) +([\d,]+)", watch.stdout, re.M)
check(good is not None and int(good[2].replace(",", "")) > 0, f"the other goes on: {good[0] if good else all_said}")
ping.terminate()
plain.terminate()
plain.wait()

# Foreign servers of plain pcap.
ports = [serving(open(f"{captures}/{host}.pcap", "rb").read(), 0.01) for host in ("219", "231")]
watch = subprocess.run([halfway, "watch", "--for", "12s", *(f"{h}=tcp://127.0.0.1:{p}" for h, p in zip(("219", "231"), ports))],
                       capture_output=True, text=True)
row = re.search(r"219 -> 231  echo reply +231 +(\d+) +(\d+) +(\d+)", watch.stdout)
check(row is not None and row.groups() == ("30", "0", "30") and watch.returncode == 1,
      f"a watch reads plain pcap from a foreign server: {row[0] if row else watch.stdout + watch.stderr}")

print("FAILED: " + "; ".join(failures) if failures else "as expected")
sys.exit(bool(failures))
