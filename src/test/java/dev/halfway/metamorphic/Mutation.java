package dev.halfway.metamorphic;

import dev.halfway.metamorphic.Recording.Item;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/** Ways to change captures. Each says what must hold of the answer then, by what it does and not by what comes out. */
enum Mutation {
    // How the packets are written down.
    PCAPNG(Consequence.NONE, true) {
        @Override
        void apply(Draft draft) {
            for (int host : draft.oneOrAll()) {
                file(draft, host, draft.recordings.get(host).pcapng(order(draft)));
            }
        }
    },
    OTHER_PCAP(Consequence.NONE, true) {
        @Override
        void apply(Draft draft) {
            for (int host : draft.oneOrAll()) {
                file(draft, host, draft.recordings.get(host).pcap(order(draft), draft.random.nextBoolean()));
            }
        }
    },
    GZIP(Consequence.NONE, true) {
        @Override
        void apply(Draft draft) {
            for (int host : draft.oneOrAll()) {
                file(draft, host, gzip(draft.files(host).get(0)));
            }
        }
    },
    SWAPPED_FILES(Consequence.NONE, false) {
        @Override
        void apply(Draft draft) {
            Collections.reverse(draft.recordings);
        }
    },
    /** Between two files of a host nobody knows whether it was watched: what falls into the pause need not be judged. */
    SEVERAL_FILES(Consequence.LESS_EVIDENCE, true) {
        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            Recording recording = draft.recordings.get(host);
            List<byte[]> parts = new ArrayList<>();
            int from = 0;
            for (int part = 1; from < recording.items().size(); part++) {
                int to = part == 3
                        ? recording.items().size()
                        : from + 1 + draft.random.nextInt(recording.items().size() - from);
                parts.add(recording.with(recording.items().subList(from, to)).pcap());
                from = to;
            }
            if (!parts.isEmpty()) {
                Collections.shuffle(parts, new Random(draft.random.nextLong()));
                draft.files.put(recording.host(), parts);
            }
        }
    },
    /** As {@code cat} does it: behind the second header nothing need be read, and what stood there is not lost. */
    CONCATENATED(Consequence.DAMAGED, true) {
        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            Recording recording = draft.recordings.get(host);
            int at = draft.random.nextInt(recording.items().size() + 1);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(recording.with(recording.items().subList(0, at)).pcap());
            out.writeBytes(recording
                    .with(recording.items().subList(at, recording.items().size()))
                    .pcap());
            file(draft, host, out.toByteArray());
            recording
                    .items()
                    .subList(at, recording.items().size())
                    .forEach(each -> draft.cut(recording.host(), each.frame()));
        }
    },

    // When they were.
    /** The hosts' clocks may be anything, as long as there are packets to tell by. */
    CLOCK_SHIFTED(Consequence.NONE, false) {
        @Override
        boolean suits(Base base) {
            return base.isJoined();
        }

        @Override
        void apply(Draft draft) {
            long by = draft.random.nextLong(-100_000 * SECOND, 100_000 * SECOND) / 1_000 * 1_000;
            edit(draft, draft.anyHost(), each -> each.at(each.nanos() + by));
        }
    },
    /** A small step puts packets next to the ends of the captures, where they are not judged. */
    CLOCK_STEPPED(Consequence.DISPLACED, false) {
        @Override
        boolean suits(Base base) {
            return base.isJoined();
        }

        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            int count = draft.recordings.get(host).items().size();
            for (int steps = 1 + draft.random.nextInt(2); steps > 0; steps--) {
                Item at = draft.recordings.get(host).items().get(draft.random.nextInt(count));
                long largest = draft.random.nextBoolean() ? 100 * SECOND : SECOND;
                long by = draft.random.nextLong(-largest, largest) / 1_000 * 1_000;
                edit(draft, host, each -> each.frame() < at.frame() ? each : each.at(each.nanos() + by));
            }
        }
    },
    COARSE_CLOCK(Consequence.LESS_EVIDENCE, false) {
        @Override
        void apply(Draft draft) {
            long unit = 1_000_000;
            for (int host : draft.oneOrAll()) {
                edit(draft, host, each -> each.at(each.nanos() / unit * unit));
            }
        }
    },
    /**
     * Where two of a moment stand in the file the wrong way round, their times still tell; but where they are far apart and no
     * packet in common follows, a clock may have been set back, and what is there is left open.
     */
    FILE_DISORDER(Consequence.LESS_EVIDENCE, false) {
        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            List<Item> items = new ArrayList<>(draft.recordings.get(host).items());
            for (int i = 1; i < items.size(); i++) {
                long apart = items.get(i).nanos() - items.get(i - 1).nanos();
                if (apart > 0 && apart < SECOND / 2 && draft.random.nextInt(4) == 0) {
                    Collections.swap(items, i - 1, i);
                    i++;
                }
            }
            set(draft, host, items);
        }
    },
    /**
     * As where captures were put one behind the other, of each direction or of a later time before that of an earlier one. Where
     * nothing tells that no clock was set, it is taken for one that was.
     */
    PUT_BEHIND(Consequence.DISPLACED, false) {
        @Override
        void apply(Draft draft) {
            for (int host : draft.oneOrAll()) {
                String name = draft.recordings.get(host).host();
                List<Item> items = new ArrayList<>(draft.recordings.get(host).items());
                int at = draft.random.nextInt(items.size());
                boolean byDirection = draft.random.nextBoolean();
                if (byDirection) {
                    items.sort(Comparator.comparing(each -> draft.base.arrives(name, each.frame())));
                } else {
                    Collections.rotate(items, at);
                }
                set(draft, host, items);
            }
        }
    },

    // What routers and tunnels do to headers.
    MORE_HOPS(Consequence.NONE, false) {
        @Override
        void apply(Draft draft) {
            int hops = 1 + draft.random.nextInt(5);
            for (int host = 0; host < draft.recordings.size(); host++) {
                String name = draft.recordings.get(host).host();
                rewrite(draft, host, (ip, each) -> {
                    if (draft.base.arrives(name, each.frame()) && ip.timeToLive() > hops) {
                        ip.timeToLive(ip.timeToLive() - hops);
                    }
                });
            }
        }
    },
    /** Says no longer where a packet was taken, nor who forged it. */
    ONE_TTL(Consequence.LESS_EVIDENCE, false) {
        @Override
        void apply(Draft draft) {
            int value = 1 + draft.random.nextInt(255);
            for (int host = 0; host < draft.recordings.size(); host++) {
                rewrite(draft, host, (ip, each) -> ip.timeToLive(value));
            }
        }
    },
    DSCP(Consequence.NONE, false) {
        @Override
        void apply(Draft draft) {
            int value = draft.random.nextInt(256);
            for (int host : draft.oneOrAll()) {
                rewrite(draft, host, (ip, each) -> ip.trafficClass(value));
            }
        }
    },
    NO_IP_ID(Consequence.LESS_EVIDENCE, false) {
        /** A router that cuts a packet leaves its number to all fragments: taken from the whole alone it is another packet. */
        @Override
        boolean suits(Base base) {
            return !base.name.equals("fragmented-on-the-way");
        }

        @Override
        void apply(Draft draft) {
            for (int host : draft.oneOrAll()) {
                rewrite(draft, host, (ip, each) -> ip.identification(0));
            }
        }
    },
    VLAN(Consequence.NONE, false) {
        @Override
        void apply(Draft draft) {
            int tag = draft.random.nextInt(0x1000);
            for (int host : draft.oneOrAll()) {
                if (draft.recordings.get(host).linkType() == Recording.ETHERNET) {
                    edit(draft, host, each -> each.with(insert(each.bytes(), 12, 0x8100 << 16 | tag)));
                }
            }
        }
    },
    IPIP(Consequence.NONE, false) {
        @Override
        void apply(Draft draft) {
            for (int host : draft.oneOrAll()) {
                if (draft.recordings.get(host).linkType() == Recording.ETHERNET) {
                    edit(draft, host, Mutation::tunnelled);
                }
            }
        }
    },
    /** Another kind of link, written as such. What is no IP has no place on it, and goes. */
    OTHER_LINK(Consequence.LESS_EVIDENCE, false) {
        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            Recording recording = draft.recordings.get(host);
            if (recording.linkType() != Recording.ETHERNET) {
                return;
            }
            boolean raw = draft.random.nextBoolean();
            List<Item> items = new ArrayList<>();
            for (Item each : recording.items()) {
                if (each.bytes().length >= 34 && Ip.of(each.bytes(), Recording.ETHERNET) != null) {
                    byte[] header = raw ? new byte[0] : cooked(draft.base.leaves(recording.host(), each.frame()), each);
                    items.add(each.with(insert(Arrays.copyOfRange(each.bytes(), 14, each.bytes().length), header)));
                }
            }
            Recording other = recording.with(items).labelled(raw ? Recording.RAW_IP : Recording.SLL);
            draft.recordings.set(host, other);
        }
    },
    /** Another kind of link, and the bytes are not of it: the capture shows nothing. */
    WRONG_LINK(Consequence.DAMAGED, false) {
        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            int[] types = {0, Recording.RAW_IP, Recording.SLL, 276, 105, 147, 195, 228};
            Recording recording = draft.recordings.get(host);
            draft.recordings.set(host, recording.labelled(types[draft.random.nextInt(types.length)]));
            recording.items().forEach(each -> draft.cut(recording.host(), each.frame()));
        }
    },
    TRANSLATED(Consequence.LESS_EVIDENCE, false) {
        @Override
        boolean suits(Base base) {
            return base.isJoined() && base.recordings.size() == 2 && !base.name.startsWith("nat");
        }

        @Override
        void apply(Draft draft) {
            int[] addresses = addresses(draft);
            int from = addresses[draft.random.nextInt(addresses.length)];
            int to = 0xc0a80000 | 1 + draft.random.nextInt(0xfffe);
            rewrite(draft, draft.anyHost(), (ip, each) -> ip.translate(from, to));
        }
    },
    SEQUENCE_SHIFTED(Consequence.LESS_EVIDENCE, false) {
        @Override
        boolean suits(Base base) {
            return base.isJoined();
        }

        @Override
        void apply(Draft draft) {
            int by = draft.random.nextInt();
            boolean toService = draft.random.nextBoolean();
            rewrite(draft, draft.anyHost(), (ip, each) -> {
                if (ip.isTcp() && (ip.sourcePort() == 179 || ip.destinationPort() == 179)) {
                    if (ip.destinationPort() == 179 == toService) {
                        ip.shift(4, by);
                    } else if ((ip.bytes.get(ip.at + (ip.isVersion4 ? 33 : 53)) & 0x10) != 0) {
                        ip.shift(8, by);
                        ip.shiftSelective(by);
                    }
                }
            });
        }
    },

    // What is there.
    SNAPPED(Consequence.LESS_EVIDENCE, false) {
        @Override
        void apply(Draft draft) {
            int length = 34 + draft.random.nextInt(100);
            for (int host : draft.oneOrAll()) {
                Recording old = draft.recordings.get(host);
                List<Item> items =
                        old.items().stream().map(each -> each.snapped(length)).toList();
                draft.recordings.set(host, new Recording(old.host(), old.linkType(), length, items));
            }
        }
    },
    /** The same packet twice in a capture is still one packet. */
    DOUBLED(Consequence.LESS_EVIDENCE, false) {
        @Override
        void apply(Draft draft) {
            for (int host : draft.oneOrAll()) {
                List<Item> items = new ArrayList<>();
                long lag = draft.random.nextInt(50) * 1_000L;
                for (Item each : draft.recordings.get(host).items()) {
                    items.add(each);
                    items.add(each.at(each.nanos() + lag));
                }
                items.sort(Comparator.comparingLong(Item::nanos));
                set(draft, host, items);
            }
        }
    },
    SOME_TWICE(Consequence.LESS_EVIDENCE, false) {
        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            int oneIn = 2 + draft.random.nextInt(50);
            List<Item> items = new ArrayList<>();
            for (Item each : draft.recordings.get(host).items()) {
                items.add(each);
                if (draft.random.nextInt(oneIn) == 0) {
                    items.add(each);
                }
            }
            set(draft, host, items);
        }
    },
    SOME_DROPPED(Consequence.TAKEN, false) {
        @Override
        void apply(Draft draft) {
            int oneIn = 2 + draft.random.nextInt(60);
            for (int host : draft.oneOrAll()) {
                List<Item> items = new ArrayList<>();
                for (Item each : draft.recordings.get(host).items()) {
                    if (draft.random.nextInt(oneIn) == 0) {
                        draft.take(draft.recordings.get(host).host(), each.frame());
                    } else {
                        items.add(each);
                    }
                }
                set(draft, host, items);
            }
        }
    },
    HOLE(Consequence.TAKEN, false) {
        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            List<Item> items = draft.recordings.get(host).items();
            int from = draft.random.nextInt(items.size());
            int to = from + 1 + draft.random.nextInt(Math.max(1, (items.size() - from) / 2));
            List<Item> kept = new ArrayList<>(items.subList(0, from));
            kept.addAll(items.subList(Math.min(to, items.size()), items.size()));
            items.subList(from, Math.min(to, items.size()))
                    .forEach(each -> draft.take(draft.recordings.get(host).host(), each.frame()));
            set(draft, host, kept);
        }
    },
    LATE_START(Consequence.CUT, false) {
        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            List<Item> items = draft.recordings.get(host).items();
            int from = draft.random.nextInt(items.size());
            items.subList(0, from)
                    .forEach(each -> draft.cut(draft.recordings.get(host).host(), each.frame()));
            set(draft, host, items.subList(from, items.size()));
        }
    },
    EARLY_END(Consequence.CUT, false) {
        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            List<Item> items = draft.recordings.get(host).items();
            int to = draft.random.nextInt(4) == 0
                    ? draft.random.nextInt(Math.min(10, items.size()))
                    : draft.random.nextInt(items.size());
            items.subList(to, items.size())
                    .forEach(each -> draft.cut(draft.recordings.get(host).host(), each.frame()));
            set(draft, host, items.subList(0, to));
        }
    },

    // What happens to files.
    /** Where one direction stood before the other, nothing may be left of that one: then all of it looks lost. */
    CUT_ANYWHERE(Consequence.DAMAGED, true) {
        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            Recording recording = draft.recordings.get(host);
            byte[] whole = recording.pcap();
            int length = draft.random.nextInt(whole.length);
            file(draft, host, Arrays.copyOf(whole, length));
            int end = 24;
            Set<Boolean> left = new HashSet<>();
            for (Item each : recording.items()) {
                end += 16 + each.bytes().length;
                boolean arrives = draft.base.arrives(recording.host(), each.frame());
                if (end <= length) {
                    left.add(arrives);
                } else if (left.contains(arrives)) {
                    draft.cut(recording.host(), each.frame());
                } else {
                    draft.take(recording.host(), each.frame());
                }
            }
        }
    },
    /** In packets alone: each that is hit is another packet then, at this end. */
    PACKET_BYTES_FLIPPED(Consequence.TAKEN, false) {
        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            int oneIn = 4 + draft.random.nextInt(40);
            edit(draft, host, each -> {
                if (each.bytes().length == 0 || draft.random.nextInt(oneIn) > 0) {
                    return each;
                }
                byte[] other = each.bytes().clone();
                other[draft.random.nextInt(other.length)] ^= (byte) (1 << draft.random.nextInt(8));
                draft.take(draft.recordings.get(host).host(), each.frame());
                return each.with(other);
            });
        }
    },
    /**
     * Anywhere. A packet that is hit is another packet; a record whose time is hit is at another time; from a record whose
     * length is hit, and where the file's header is hit, nothing need be read any more.
     */
    BYTES_FLIPPED(Consequence.DAMAGED, true) {
        /** Where only the wall clocks say how the captures lie to each other, a time that is hit says something else. */
        @Override
        boolean suits(Base base) {
            return base.isJoined();
        }

        @Override
        void apply(Draft draft) {
            int host = draft.anyHost();
            Recording recording = draft.recordings.get(host);
            byte[] bytes = recording.pcap();
            for (int flips = 1 + draft.random.nextInt(6); flips > 0; flips--) {
                int flipped = draft.random.nextInt(bytes.length);
                bytes[flipped] ^= (byte) (1 << draft.random.nextInt(8));
                int at = 24;
                for (Item each : recording.items()) {
                    int end = at + 16 + each.bytes().length;
                    boolean before = flipped < 24 || flipped >= at + 8 && flipped < at + 16 || flipped < at;
                    if (flipped < end && before) {
                        draft.cut(recording.host(), each.frame());
                    } else if (flipped >= at && flipped < end) {
                        draft.take(recording.host(), each.frame());
                    }
                    if (flipped >= at + 8 && flipped < at + 16) {
                        flipped = 0;
                    }
                    at = end;
                }
            }
            file(draft, host, bytes);
        }
    };

    private static final long SECOND = 1_000_000_000;

    final Consequence consequence;
    /** It writes the files, and comes last. */
    final boolean writes;

    Mutation(Consequence consequence, boolean writes) {
        this.consequence = consequence;
        this.writes = writes;
    }

    abstract void apply(Draft draft);

    /**
     * Two that write the files do not go together, nor do two that write packets down more often than they were, nor one of
     * these with a clock by which packets sent one after the other have the same time anyway.
     */
    boolean excludes(Mutation other) {
        Set<Mutation> repeating = Set.of(DOUBLED, SOME_TWICE, COARSE_CLOCK);
        return writes && other.writes || this != other && repeating.contains(this) && repeating.contains(other);
    }

    /** Whether what it claims holds for this case. */
    boolean suits(Base base) {
        return !base.name.isEmpty();
    }

    @FunctionalInterface
    private interface Rewriting {
        void of(Ip ip, Item item);
    }

    private static ByteOrder order(Draft draft) {
        return draft.random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private static void file(Draft draft, int host, byte[] bytes) {
        draft.files.put(draft.recordings.get(host).host(), List.of(bytes));
    }

    private static void set(Draft draft, int host, List<Item> items) {
        draft.recordings.set(host, draft.recordings.get(host).with(List.copyOf(items)));
    }

    private static void edit(Draft draft, int host, Function<Item, Item> change) {
        set(draft, host, draft.recordings.get(host).items().stream().map(change).toList());
    }

    private static void rewrite(Draft draft, int host, Rewriting rewriting) {
        int linkType = draft.recordings.get(host).linkType();
        edit(draft, host, each -> {
            Ip ip = Ip.of(each.bytes(), linkType);
            if (ip == null) {
                return each;
            }
            rewriting.of(ip, each);
            return each.with(ip.array());
        });
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] insert(byte[] bytes, int at, int word) {
        return ByteBuffer.allocate(bytes.length + 4)
                .put(bytes, 0, at)
                .putInt(word)
                .put(bytes, at, bytes.length - at)
                .array();
    }

    private static byte[] insert(byte[] bytes, byte[] before) {
        return ByteBuffer.allocate(before.length + bytes.length)
                .put(before)
                .put(bytes)
                .array();
    }

    /** Linux's cooked header: to us or by us, of an Ethernet, without its address. */
    private static byte[] cooked(boolean leaving, Item item) {
        ByteBuffer header =
                ByteBuffer.allocate(16).putShort((short) (leaving ? 4 : 0)).putShort((short) 1);
        return header.put(14, item.bytes()[12]).put(15, item.bytes()[13]).array();
    }

    /** As Calico does between nodes; IPv4 alone. */
    private static Item tunnelled(Item item) {
        byte[] bytes = item.bytes();
        Ip ip = Ip.of(bytes, Recording.ETHERNET);
        if (ip == null || !ip.isVersion4) {
            return item;
        }
        int inner = item.originalLength() - 14;
        ByteBuffer outer = ByteBuffer.allocate(20);
        outer.put((byte) 0x45).put((byte) 0).putShort((short) (20 + inner)).putInt(0x4000);
        outer.put((byte) 64).put((byte) 4).putShort((short) 0);
        outer.putInt(0xac100000 | ip.bytes.get(29) & 0xff).putInt(0xac100000 | ip.bytes.get(33) & 0xff);
        byte[] made = ByteBuffer.allocate(bytes.length + 20)
                .put(bytes, 0, 14)
                .put(outer.array())
                .put(bytes, 14, bytes.length - 14)
                .array();
        return item.with(made);
    }

    /** The IPv4 addresses that packets between the hosts have. */
    private static int[] addresses(Draft draft) {
        Set<Integer> addresses = new HashSet<>();
        Recording recording = draft.recordings.get(0);
        for (Item each : recording.items()) {
            Ip ip = Ip.of(each.bytes(), recording.linkType());
            if (ip != null && ip.isVersion4 && draft.base.leaves(recording.host(), each.frame())) {
                addresses.add(ip.bytes.getInt(ip.at + 12));
                addresses.add(ip.bytes.getInt(ip.at + 16));
            }
        }
        return addresses.isEmpty()
                ? new int[] {0}
                : addresses.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
}
