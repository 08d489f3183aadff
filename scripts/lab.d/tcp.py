#!/usr/bin/env python3
"""TCP traffic for the lab: a service that answers, clients that ask, and a device that forges resets.

tcp.py serve ADDRESS PORT         answers every question until it is ended; says "ready" when it listens
tcp.py ask ADDRESS PORT ...       opens flows, each with questions and answers, and says what came back
tcp.py reset IN OUT PORT COUNT    forges COUNT resets, one a flow, from what is seen on the interface IN, out of OUT

A question is one line: the length that its answer must have, filled up to the length of the question.
"""

import argparse
import socket
import struct
import sys
import threading
import time


def receive(connection, length):
    """Whether that many bytes came."""
    while length > 0:
        got = connection.recv(min(length, 65536))
        if not got:
            return False
        length -= len(got)
    return True


def answer(connection):
    with connection, connection.makefile("rb") as questions:
        try:
            for question in questions:
                connection.sendall(b"." * int(question.split()[0]))
        except OSError:
            pass


def serve(options):
    with socket.create_server((options.address, options.port), backlog=256) as server:
        print("ready", flush=True)
        while True:
            connection, _ = server.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=answer, args=(connection,), daemon=True).start()


class Asker(threading.Thread):
    """One flow: connects, asks, waits for each answer, closes."""

    def __init__(self, number, options):
        super().__init__()
        self.number = number
        self.options = options
        self.outcome = "not run"
        self.answered = 0

    def run(self):
        options = self.options
        time.sleep(self.number * options.stagger)
        try:
            with socket.socket() as connection:
                connection.settimeout(options.timeout)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if options.source_port:
                    connection.bind(("", options.source_port + self.number))
                connection.connect((options.address, options.port))
                self.outcome = "no answer"
                self.ask(connection)
        except ConnectionRefusedError:
            self.outcome = "refused"
        except ConnectionResetError:
            self.outcome = "reset"
        except socket.timeout:
            self.outcome = "no connection" if self.outcome == "not run" else "no answer"
        except OSError as e:
            self.outcome = e.strerror or str(e)

    def ask(self, connection):
        options = self.options
        question = b"%d " % options.answer
        question += b"x" * (options.size - len(question) - 1) + b"\n"
        for turn in range(options.turns):
            if turn == options.idle_after and options.idle > 0:
                time.sleep(options.idle)
            connection.sendall(question)
            if not receive(connection, options.answer):
                self.outcome = "closed"
                return
            self.answered += 1
            time.sleep(options.interval)
        self.outcome = "whole"


def ask(options):
    askers = [Asker(number, options) for number in range(options.flows)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    outcomes = {}
    for asker in askers:
        outcomes[asker.outcome] = outcomes.get(asker.outcome, 0) + 1
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    answers = sum(asker.answered for asker in askers)
    print(f"{options.flows} flows: {told}; {answers} questions answered of {options.flows * options.turns}")


def checksum(data):
    """RFC 1071."""
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def forged_reset(source, target, source_port, target_port, sequence, ttl):
    """IPv4 and TCP of a reset (RFC 791 section 3.1, RFC 9293 section 3.1)."""
    tcp = struct.pack("!HHIIBBHHH", source_port, target_port, sequence, 0, 5 << 4, 4, 0, 0, 0)
    pseudo = source + target + struct.pack("!BBH", 0, 6, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, ttl, 6, 0, source, target) + tcp


def reset(options):
    """Waits for a segment of the service with data, and resets its client in its name, right behind it."""
    ethertype_ip = 0x0800
    sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ethertype_ip))
    sniffer.bind((options.incoming, ethertype_ip))
    sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, options.outgoing.encode() + b"\0")
    done = set()
    print("ready", flush=True)
    while len(done) < options.count:
        packet = sniffer.recv(65536)
        header = (packet[0] & 15) * 4
        if packet[9] != 6 or len(packet) < header + 20:
            continue
        source_port, target_port, sequence = struct.unpack_from("!HHI", packet, header)
        payload = struct.unpack_from("!H", packet, 2)[0] - header - (packet[header + 12] >> 4) * 4
        if source_port != options.port or target_port in done or payload <= 0:
            continue
        after = (sequence + payload) & 0xFFFFFFFF
        # The real segment must have gone by: a reset must carry the very next sequence number (RFC 5961 section 3.2).
        time.sleep(0.002)
        forged = forged_reset(packet[12:16], packet[16:20], source_port, target_port, after, options.ttl)
        sender.sendto(forged, (socket.inet_ntoa(packet[16:20]), 0))
        done.add(target_port)
    print(f"forged {len(done)} resets", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)

    server = commands.add_parser("serve")
    server.add_argument("address")
    server.add_argument("port", type=int)
    server.set_defaults(run=serve)

    client = commands.add_parser("ask")
    client.add_argument("address")
    client.add_argument("port", type=int)
    client.add_argument("--flows", type=int, default=1)
    client.add_argument("--turns", type=int, default=1, help="questions in each flow")
    client.add_argument("--size", type=int, default=40, help="bytes of a question")
    client.add_argument("--answer", type=int, default=40, help="bytes of an answer")
    client.add_argument("--interval", type=float, default=0.1, help="seconds after an answer")
    client.add_argument("--stagger", type=float, default=0.02, help="seconds between the starts of two flows")
    client.add_argument("--timeout", type=float, default=3.0, help="seconds without an answer that end a flow")
    client.add_argument("--source-port", type=int, default=0, help="of the first flow; the next ones follow; 0: any")
    client.add_argument("--idle", type=float, default=0.0, help="seconds of silence, once")
    client.add_argument("--idle-after", type=int, default=1, help="questions before the silence")
    client.set_defaults(run=ask)

    forger = commands.add_parser("reset")
    forger.add_argument("incoming")
    forger.add_argument("outgoing")
    forger.add_argument("port", type=int)
    forger.add_argument("count", type=int)
    forger.add_argument("--ttl", type=int, default=64)
    forger.set_defaults(run=reset)

    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
