#!/usr/bin/env python3
"""Two hosts that ping each other, as the captures of both, whole days in seconds: day.py a|b HOURS PAIRS_PER_SECOND

Writes pcapng to standard output: PAIRS_PER_SECOND requests each way in every second and their replies, statistics each
second. In the first minute of every hour but the first the replies of a to b are lost. Both hosts' captures come from the
same arithmetic, so the truth is known: HOURS - 1 times 60 times PAIRS_PER_SECOND packets are lost, a to b.
"""
import struct
import sys

host, hours, pairs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
EPOCH = 1_700_000_000 * 10**9
A, B = bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])
out = sys.stdout.buffer


def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def block(kind, body):
    length = 12 + len(body)
    return struct.pack("<II", kind, length) + body + struct.pack("<I", length)


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def frames(source, destination, kind, identifier):
    """A frame to be filled in: all but IP's identification, ICMP's sequence and the eight bytes of payload."""
    ip = bytearray(struct.pack(">BBHHHBBH4s4s", 0x45, 0, 36, 0, 0x4000, 64, 1, 0, source, destination))
    struct.pack_into(">H", ip, 10, checksum(bytes(ip)))
    return b"\x02\0\0\0\0\2\x02\0\0\0\0\1\x08\0" + bytes(ip), kind, identifier


def packet(nanos, frame, sequence):
    head, kind, identifier = frame
    icmp = struct.pack(">BBHHHQ", kind, 0, 0, identifier, sequence & 0xFFFF, sequence)
    icmp = icmp[:2] + struct.pack(">H", checksum(icmp)) + icmp[4:]
    data = head + icmp
    padded = data + b"\0" * (-len(data) % 4)
    return block(6, struct.pack("<IIIII", 0, nanos >> 32, nanos & 0xFFFFFFFF, len(data), len(data)) + padded)


out.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
out.write(block(1, struct.pack("<HHI", 1, 0, 192) + option(9, b"\x09") + option(0, b"")))
ASK_A, ANSWER_B = frames(A, B, 8, 1), frames(B, A, 0, 1)
ASK_B, ANSWER_A = frames(B, A, 8, 2), frames(A, B, 0, 2)
DELAY = 400_000
ahead = 0 if host == "a" else 3_600 * 10**9 * 2  # b's clock is two hours ahead
for second in range(hours * 3600):
    faulty = second >= 3600 and second % 3600 < 60
    events = []
    for number in range(pairs):
        sequence = second * pairs + number
        at = EPOCH + second * 10**9 + number * (10**9 // pairs)
        if host == "a":
            events += [(at, sequence, ASK_A), (at + 2 * DELAY, sequence, ANSWER_B)]
            events += [(at + 50_000 + DELAY, sequence, ASK_B), (at + 50_000 + DELAY, sequence, ANSWER_A)]
        else:
            events += [(at + DELAY, sequence, ASK_A), (at + DELAY, sequence, ANSWER_B), (at + 50_000, sequence, ASK_B)]
            events += [] if faulty else [(at + 50_000 + 2 * DELAY, sequence, ANSWER_A)]
    chunk = []
    for at, sequence, frame in sorted(events, key=lambda event: event[0]):
        chunk.append(packet(at + ahead, frame, sequence))
    now = EPOCH + (second + 1) * 10**9 - 1 + ahead
    chunk.append(block(5, struct.pack("<III", 0, now >> 32, now & 0xFFFFFFFF) + option(7, struct.pack("<Q", 0)) + option(0, b"")))
    out.write(b"".join(chunk))
