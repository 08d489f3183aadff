package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** The {@link Talk}s of one host's captures. Bounded: of what comes beyond, nothing is known, and it is counted. */
final class Talks {
    record Key(HostAddress source, HostAddress destination, int kind, int port) {
        @Override
        public boolean equals(Object that) {
            return that instanceof Key key
                    && source.equals(key.source)
                    && destination.equals(key.destination)
                    && kind == key.kind
                    && port == key.port;
        }

        @Override
        public int hashCode() {
            return Objects.hash(source, destination, kind, port);
        }

        static Key of(Tuple tuple) {
            return new Key(
                    HostAddress.sourceOf(tuple),
                    HostAddress.destinationOf(tuple),
                    tuple.kind(),
                    tuple.kind() == Tuple.TCP ? Scope.servicePort(tuple.sourcePort(), tuple.destinationPort()) : 0);
        }

        Key reversed() {
            return new Key(destination, source, kind, port);
        }
    }

    private final int most;
    private final Map<Key, Talk> talks = new LinkedHashMap<>();
    private final Talk beyond = pair();

    /** @param most in both directions together */
    Talks(int most) {
        this.most = most;
    }

    /** The talk that a flow belongs to, made where there is none; beyond the bound one that nobody finds. */
    Talk of(Tuple tuple, Route route) {
        Key key = Key.of(tuple);
        Talk known = talks.get(key);
        if (known != null) {
            return known;
        }
        if (talks.size() >= most) {
            return beyond;
        }
        Talk talk = pair();
        talks.put(key, talk);
        talks.put(key.reversed(), talk.reverse);
        route.talks.add(talk);
        route.reverse.talks.add(talk.reverse);
        return talk;
    }

    /** Packets of those that there was no room for. */
    long packetsBeyond() {
        return beyond.packets;
    }

    /** How many there is room for. */
    int most() {
        return most / 2;
    }

    /** What was asked for, most often first. */
    List<AskedRow> asked(String host) {
        List<AskedRow> rows = new ArrayList<>();
        talks.forEach((key, talk) -> {
            if (talk.requests > 0) {
                boolean tcp = key.kind() == Tuple.TCP;
                rows.add(new AskedRow(
                        host,
                        key.source().toString(),
                        key.destination().toString(),
                        tcp ? TypeP.TCP_SYN : TypeP.ICMP_ECHO_REQUEST,
                        key.port(),
                        talk.requests,
                        talk.reverse.answers > 0));
            }
        });
        rows.sort(Comparator.comparingLong(AskedRow::requests).reversed());
        return rows;
    }

    /** Told of what one address asked of another: how many requests there were, and answers. */
    interface Asked {
        void asked(Key key, long requests, long answers);
    }

    void forEachAsked(Asked consumer) {
        talks.forEach((key, talk) -> {
            if (talk.requests > 0) {
                consumer.asked(key, talk.requests, talk.reverse.answers);
            }
        });
    }

    /** Both directions of each. */
    void forEach(Consumer<Key> key) {
        talks.keySet().forEach(key);
    }

    private static Talk pair() {
        Talk talk = new Talk();
        talk.reverse = new Talk();
        talk.reverse.reverse = talk;
        return talk;
    }

    /** Null where the captures show no packet of it, either way. */
    Talk find(Tuple tuple) {
        return talks.get(Key.of(tuple));
    }
}
