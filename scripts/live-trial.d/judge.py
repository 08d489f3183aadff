#!/usr/bin/env python3
"""What came of a part of scripts/live-trial, held against what was done: judge.py PART WORK ARGUMENT..."""
import datetime
import json
import re
import sys

THRESHOLD, PATIENCE, OFF = 3, 2, 1  # seconds: the loss threshold, what a verdict may take besides, how far a time may be off
WORDS = {"icmp-echo-request": "echo request", "icmp-echo-reply": "echo reply", "tcp-syn": "TCP SYN", "tcp-syn-ack": "TCP SYN-ACK",
         "tcp-data": "TCP data", "tcp-ack": "TCP ACK", "tcp-fin": "TCP FIN", "tcp-rst": "TCP RST", "icmp-error": "ICMP error"}
LOSS = ("one-way-loss", "loss-both-ways")
part, work = sys.argv[1:3]
failures = []


def check(good, what):
    if not good:
        failures.append(what)


def measured(what, value, most, unit="s"):
    print(f"{what}: {value:.2f} {unit} (at most {most} {unit})")
    check(value <= most, what)


def lines(name):
    """Each line that a watch said, with the time at which it did."""
    for line in open(f"{work}/{name}.txt"):
        at, _, text = line.rstrip("\n").partition(" ")
        yield float(at), text


def told(name, texts):
    """Lines on changes of the verdict: when told, since when, verdict, sentence."""
    found = []
    for at, text in texts:
        match = re.match(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) UTC  ([a-z-]+): (.*)", text)
        if match:
            moment = datetime.datetime.strptime(match[1], "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=datetime.timezone.utc)
            found.append((at, moment.timestamp(), match[2], match[3]))
    return found


def rows(texts):
    """The last table of packets: sent, seen, lost, not judged."""
    table = {}
    for _, text in texts:
        row = re.match(r" (\S+) -> (\S+)\s{2,}(\S.*?)\s{2,}(\S.*?)\s{2,}([\d,]+)\s+([\d,]+)\s+([\d,]+)\s+\S+\s+([\d,]+)\s", text)
        if row:
            table[(row[1], row[2], row[3], row[4])] = [int(row[i].replace(",", "")) for i in (5, 6, 7, 8)]
    return table


def replayed():
    table = {}
    for row in json.load(open(f"{work}/replay.json"))["losses"]:
        key = (row["from"], row["to"], WORDS.get(row["typeP"], row["typeP"]), row.get("initiator") or "not known")
        counts = [row["sent"], row["delivered"] + row["late"] + row["corrupted"], row["lost"],
                  row["missed"] + row["unobservable"]]
        table[key] = [a + b for a, b in zip(table.get(key, [0] * 4), counts)]
    return table


def metrics(name):
    sums = {}
    for line in open(f"{work}/{name}.metrics"):
        match = re.match(r'halfway_packets_total\{.*fate="([a-z]+)"\} (\d+)', line)
        if match:
            sums[match[1]] = sums.get(match[1], 0) + int(match[2])
        match = re.match(r'(halfway_source_gap[a-z_]+)\{host="(.*)"\} (\S+)', line)
        if match:
            sums[match[1] + " " + match[2]] = float(match[3])
    return sums


def incident(fault, heal, status):
    fault, heal = float(fault), float(heal)
    texts = list(lines("incident"))
    changes = told("incident", texts)
    for at, since, verdict, sentence in changes:
        print(f"  told {at - fault:+8.2f} s, since {since - fault:+8.2f} s from the fault: {verdict}: {sentence}")
    loss = next((c for c in changes if c[2] in LOSS and c[0] > fault), None)
    back = next((c for c in changes if loss and c[2] == "no-loss" and c[0] > loss[0]), None)
    check(loss, "the loss was not told")
    check(back, "its end was not told")
    if loss:
        measured("loss told after", loss[0] - fault, THRESHOLD + PATIENCE)
        measured("onset off by", abs(loss[1] - fault), OFF)
        check(loss[2] == "one-way-loss", "the loss is not one-way")
        check(any("stateful device" in c[3] for c in changes), "the cause, a stateful device, was not told")
    if back:
        print(f"end told {back[0] - heal:.2f} s after it")
        measured("end off by", abs(back[1] - heal), OFF)
        check(changes[-1][2] == "no-loss", "the last verdict is not that all is well")
    check(not any(c[2] in LOSS and c[0] < fault for c in changes), "a loss was told before there was any")
    check(status == "1", f"exit code {status}, not 1")
    live, again = rows(texts), replayed()
    different = {key: (live.get(key), again.get(key)) for key in live.keys() | again.keys() if live.get(key) != again.get(key)}
    print(f"rows of direction, kind and initiator: {len(live)} live, {len(again)} replayed, {len(different)} different")
    for key, (one, other) in sorted(different.items()):
        print(f"  {key}: live {one}, replayed {other}")
    check(live and not different, "live and replayed counts differ")
    dropped = sum(int(n) for n in re.findall(r"packets (\d+) bytes \d+ drop", open(f"{work}/nft.txt").read()))
    lost = sum(row[2] for row in live.values())
    print(f"the router dropped {dropped}, {lost} are called lost")
    check(dropped == lost, "the router dropped another number of packets")


def breaks(status):
    first, second = list(lines("first")), list(lines("second"))
    for name, texts in (("first", first), ("second", second)):
        for _, _, verdict, sentence in told(name, texts):
            print(f"  {name} watch: {verdict}: {sentence}")
            check(verdict not in LOSS, f"the {name} watch told a loss")
        sums = metrics(name)
        print(f"  {name} watch: " + ", ".join(f"{key} {value:g}" for key, value in sorted(sums.items())))
        check(sums.get("delivered", 0) > 50, f"the {name} watch saw hardly anything")
        check(sums.get("lost", 0) == 0, f"the {name} watch called something lost")
    gaps = metrics("first")
    check(gaps["halfway_source_gaps_total 219"] >= 1, "that the agent was gone was not said")
    check(2 <= gaps["halfway_source_gap_seconds_total 219"] < 20, "the agent was gone for 3 s and a start of Java")
    check(gaps["halfway_source_gaps_total 231"] == 0, "a gap where there was none")
    said = open(f"{work}/first.err").read()
    check("219" in said and "broken" in said, "that the agent was out of reach was not said")
    check(status == "0", f"exit code {status}, not 0")
    again = replayed()
    sums = [sum(row[i] for row in again.values()) for i in range(4)]
    print("  kept captures: {} sent, {} seen, {} lost, {} not judged".format(*sums))
    check(sums[2] == 0, "the kept captures of both watches show a loss")
    check(sums[3] > 0, "nothing is said not to be judged")


def replay(hours, most, status):
    hours, most = int(hours), int(most) / 1024
    texts = [(0, line.rstrip("\n")) for line in open(f"{work}/day.txt")]
    table = rows(texts)
    pairs = 5 * 3600 * hours
    lost = 5 * 60 * (hours - 1)
    wanted = {("a", "b", "echo request", "a"): [pairs, pairs, 0, 0], ("b", "a", "echo reply", "a"): [pairs, pairs, 0, 0],
              ("b", "a", "echo request", "b"): [pairs, pairs, 0, 0],
              ("a", "b", "echo reply", "b"): [pairs, pairs - lost, lost, 0]}
    print(f"{hours} h, {8 * pairs - lost:,} packets, {lost:,} lost; largest memory {most:.0f} MiB")
    for key, counts in sorted(table.items()):
        print(f"  {key}: {counts}")
    check(table == wanted, f"expected {wanted}")
    check(0 < most < 128, "more than 128 MiB, or not known")
    changes = [verdict for _, _, verdict, _ in told("day", texts)]
    check(changes.count("no-loss") == hours, f"{changes.count('no-loss')} times well, not {hours}")
    check(status == "1", f"exit code {status}, not 1")


{"incident": incident, "breaks": breaks, "replay": replay}[part](*sys.argv[3:])
print("FAILED: " + "; ".join(failures) if failures else "as expected")
sys.exit(bool(failures))
