package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;
import dev.halfway.match.Sighting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each feature by itself: 40 packets of the class lost, 40 others not, mixed; which class is told, and how. */
class SplittersTest {
    private static final List<String> HOSTS = List.of("219", "231", "58");

    private static Trials mixed(Consumer<Observed> inside, Consumer<Observed> outside) {
        Judged judged = new Judged();
        for (int i = 0; i < 10; i++) {
            judged.lost(1, inside).arrived(3, outside).lost(3, inside).arrived(1, outside);
        }
        return judged.trials();
    }

    private static Split found(Splitter splitter, Trials trials) {
        Split split = splitter.best(trials).orElseThrow();
        assertEquals(40, trials.lostIn(split.inside()), split.words());
        assertEquals(40, split.inside().cardinality(), split.words());
        assertTrue(split.lnP() < Math.log(1e-9), split.toString());
        return split;
    }

    @Test
    void shouldFindWhoBegan() {
        Split split = found(
                new ByInitiator(HOSTS),
                mixed(each -> each.initiator = 2, each -> each.initiator = each.ordinal % 8 == 1 ? -1 : 1));
        assertEquals("58", split.value());
        assertEquals("of exchanges that 58 began", split.words());
    }

    /** One flow that goes on with the least that suffices is a traceroute; packets of another are none of it. */
    @Test
    void shouldKnowATimeToLiveThatIsCountedUp() {
        Consumer<Observed> tooSmall = packet(5, 1);
        ByTimeToLive splitter = new ByTimeToLive(OptionalInt.of(2));
        assertEquals(
                OptionalLong.of(3),
                found(splitter, mixed(tooSmall, packet(5, 3))).detail().passes());
        assertEquals(
                OptionalLong.empty(),
                found(splitter, mixed(tooSmall, packet(6, 3))).detail().passes());
        assertEquals(
                OptionalLong.empty(),
                found(splitter, mixed(tooSmall, packet(5, 64))).detail().passes());
    }

    private static Consumer<Observed> packet(int flow, int timeToLive) {
        return each -> {
            each.flow = flow;
            each.timeToLive = timeToLive;
        };
    }

    private static final Map<Long, String> ADDRESSES = Map.of(10L, "10.0.0.10", 11L, "10.0.0.11", 20L, "10.0.0.20");

    private static Consumer<Observed> between(long source, long destination) {
        return each -> {
            each.ipVersion = 4;
            each.source = source;
            each.destination = destination;
        };
    }

    @Test
    void shouldFindTheAddressThatLoses() {
        Split from = found(
                new ByAddress(ADDRESSES),
                mixed(
                        between(10, 20),
                        each -> between(11 + each.ordinal % 3, 20).accept(each)));
        assertEquals("from address 10.0.0.10", from.value());
        assertEquals("from 10.0.0.10", from.words());
        assertEquals(
                contrast(Optional.of("10.0.0.10"), "10.0.0.20", "from 10.0.0.11"),
                from.detail().contrast());
        Split to = found(
                new ByAddress(ADDRESSES),
                mixed(
                        between(20, 10),
                        each -> between(20, 11 + each.ordinal % 3).accept(each)));
        assertEquals("to address 10.0.0.10", to.value());
        assertEquals(
                contrast(Optional.empty(), "10.0.0.10", "to 10.0.0.11"),
                to.detail().contrast());
        Split several = found(
                new ByAddress(ADDRESSES),
                mixed(
                        each -> between(10 + each.ordinal % 2, 20).accept(each),
                        each -> between(30 + each.ordinal % 5, 20).accept(each)));
        assertEquals("from 2 of 7 addresses", several.value());
        assertEquals("from 2 of 7 addresses (10.0.0.10; 10.0.0.11)", several.words());
        Decider.Contrast named = several.detail().contrast().orElseThrow();
        assertTrue(List.of("10.0.0.10", "10.0.0.11").contains(named.source().orElseThrow()), named.toString());
        assertEquals(Optional.empty(), named.passing(), "those that pass have no names here");
    }

    /** There are more addresses than names are kept of. */
    @Test
    void shouldNotCallNoNameAnAddress() {
        Split to = found(
                new ByAddress(ADDRESSES),
                mixed(
                        between(20, 90),
                        each -> between(20, 11 + each.ordinal % 3).accept(each)));
        assertEquals("to 1 of 4 addresses", to.value());
        assertEquals("to 1 of 4 addresses", to.words());
        assertEquals(Optional.empty(), to.detail().contrast());
    }

    private static Optional<Decider.Contrast> contrast(Optional<String> source, String destination, String passing) {
        return Optional.of(new Decider.Contrast(source, destination, Optional.of(passing)));
    }

    /** Either address is there with another one too, and then nothing is lost. */
    @Test
    void shouldFindThePairOfAddressesThatLoses() {
        Split pair = found(
                new ByAddress(ADDRESSES),
                mixed(
                        between(10, 20),
                        each -> between(each.ordinal % 2 == 0 ? 10 : 11, each.ordinal % 2 == 0 ? 21 : 20)
                                .accept(each)));
        assertEquals("from address 10.0.0.10 to 10.0.0.20", pair.value());
        assertEquals(
                contrast(Optional.of("10.0.0.10"), "10.0.0.20", "from 10.0.0.11"),
                pair.detail().contrast());
    }

    /** One address of each family: that is told by the family. */
    @Test
    void shouldNotGoByAddressWhereTheFamilySaysAsMuch() {
        Trials trials = mixed(between(10, 20), each -> {
            between(11, 21).accept(each);
            each.ipVersion = 6;
        });
        assertEquals(Optional.empty(), new ByAddress(ADDRESSES).best(trials));
    }

    @Test
    void shouldFindNothingWhereAllAreAlike() {
        Trials trials = mixed(each -> {}, each -> {});
        for (Splitter splitter : List.of(
                new ByInitiator(HOSTS),
                new ByKind(),
                new ByFragment(),
                new BySize(),
                new ByDscp(),
                new ByAddress(Map.of()),
                new ByFiveTuple(Map.of(), Map.of()))) {
            assertEquals(
                    Optional.empty(), splitter.best(trials), splitter.getClass().getName());
        }
    }

    @Test
    void shouldFindTheKinds() {
        Split one = found(
                new ByKind(),
                mixed(
                        each -> each.typeP = TypeP.TCP_SYN_ACK,
                        each -> each.typeP = each.ordinal % 2 == 0 ? TypeP.TCP_ACK : TypeP.ICMP_ECHO_REPLY));
        assertEquals("tcp-syn-ack", one.value());
        assertEquals("that are SYN-ACKs", one.words());
        Split protocol = found(
                new ByKind(),
                mixed(
                        each -> each.typeP = each.ordinal % 3 == 0 ? TypeP.TCP_ACK : TypeP.TCP_DATA,
                        each -> each.typeP = each.ordinal % 2 == 0 ? TypeP.ICMP_ECHO_REQUEST : TypeP.ICMP_ECHO_REPLY));
        assertEquals("tcp", protocol.value());
    }

    @Test
    void shouldFindFragments() {
        Split split = found(new ByFragment(), mixed(each -> each.typeP = TypeP.FRAGMENT, each -> {}));
        assertEquals("fragments", split.value());
        assertFalse(new ByFragment()
                .best(mixed(each -> {}, each -> each.typeP = TypeP.FRAGMENT))
                .isPresent());
    }

    @Test
    void shouldFindTheSizeAndSayItsBounds() {
        Split split = found(
                new BySize(),
                mixed(
                        each -> each.bytes = 1428 + (int) (each.ordinal % 3),
                        each -> each.bytes = 1400 - (int) (each.ordinal % 5)));
        assertEquals("over 1400 bytes", split.value());
        assertEquals(
                "longer than 1,400 bytes (the longest that arrives has 1,400, the shortest of them that is lost 1,428)",
                split.words());
    }

    @Test
    void shouldFindTheSizeUpToWhichPacketsAreLost() {
        Split split = found(
                new BySize(),
                mixed(
                        each -> each.bytes = 59 - (int) (each.ordinal % 9),
                        each -> each.bytes = each.ordinal % 2 == 0 ? Observed.UNKNOWN : 62));
        assertEquals("up to 59 bytes", split.value());
        assertEquals(
                "of 59 bytes or less (the shortest that arrives has 62, the longest of them that is lost 59)",
                split.words());
        assertTrue(split.detail().isBelow());
    }

    @Test
    void shouldTakeASegmentOfUnknownSizeForALongOne() {
        Split split = found(
                new BySize(),
                mixed(each -> each.bytes = each.ordinal % 2 == 0 ? Observed.UNKNOWN : 1500, each -> each.bytes = 900));
        assertEquals("over 900 bytes", split.value());
    }

    @Test
    void shouldFindTheClassOfService() {
        assertEquals(
                "46",
                found(new ByDscp(), mixed(each -> each.dscp = 46, each -> each.dscp = (int) (each.ordinal % 2)))
                        .value());
    }

    @Test
    void shouldFindTheAddressFamily() {
        Split split = found(new ByAddressFamily(), mixed(each -> each.ipVersion = 6, each -> each.ipVersion = 4));
        assertEquals("ipv6", split.value());
        assertEquals("of IPv6", split.words());
        assertTrue(new ByAddressFamily()
                .best(mixed(each -> each.ipVersion = 4, each -> each.ipVersion = 4))
                .isEmpty());
    }

    @Test
    void shouldFindTheTunnel() {
        Split ipip = found(
                new ByEncapsulation(), mixed(each -> each.carrier = DecodedPacket.IP_IN_IP, each -> each.carrier = 0));
        assertEquals("IP-in-IP", ipip.value());
        assertEquals("in IP-in-IP", ipip.words());
        Split any = found(
                new ByEncapsulation(),
                mixed(
                        each -> each.carrier = each.ordinal % 4 < 2 ? DecodedPacket.GRE : DecodedPacket.VXLAN,
                        each -> each.carrier = 0));
        assertEquals("tunnel", any.value());
        Split none = found(
                new ByEncapsulation(), mixed(each -> each.carrier = 0, each -> each.carrier = DecodedPacket.GENEVE));
        assertEquals("no tunnel", none.value());
    }

    @Test
    void shouldFindTheVlan() {
        int vlan50 = 51 << Sighting.CARRIER_VLAN_SHIFT | DecodedPacket.VLAN;
        int vlan39 = 40 << Sighting.CARRIER_VLAN_SHIFT | DecodedPacket.VLAN;
        assertEquals(
                "VLAN 50",
                found(new ByEncapsulation(), mixed(each -> each.carrier = vlan50, each -> each.carrier = vlan39))
                        .value());
        assertEquals(
                "no VLAN",
                found(new ByEncapsulation(), mixed(each -> each.carrier = 0, each -> each.carrier = vlan39))
                        .value());
        assertTrue(new ByEncapsulation()
                .best(mixed(each -> each.carrier = vlan39, each -> each.carrier = vlan39))
                .isEmpty());
    }

    @Test
    void shouldFindTheFlows() {
        Split split = found(
                new ByFiveTuple(Map.of(3, "a to b", 5, "c to d"), Map.of()),
                mixed(
                        each -> each.flow = each.ordinal % 4 < 2 ? 3 : 5,
                        each -> each.flow = 10 + (int) (each.ordinal % 6)));
        assertEquals("2 of 8 flows", split.value());
        assertEquals("of 2 of 8 flows (a to b; c to d)", split.words());
        assertEquals(LnMath.lnChoose(8, 2) + Math.log(7), split.lnSearched(), 1e-12);
    }

    /** As many flows as packets explain anything, and so nothing. */
    /** Fifteen in a row among a hundred and thirty-five, for a second and a half; not half a second, nor in two times. */
    @Test
    void shouldFindTheOneRunInWhichAllIsLost() {
        Split split = ByTime.oneRun(new Judged()
                        .arrived(60, each -> {})
                        .lost(15, each -> {})
                        .arrived(60, each -> {})
                        .trials())
                .orElseThrow();
        assertEquals(Feature.TIME, split.feature());
        assertEquals(15, split.inside().cardinality());
        assertTrue(split.lnP() < -40, () -> "" + split.lnP());
        assertTrue(ByTime.oneRun(new Judged()
                        .arrived(60, each -> {})
                        .lost(5, each -> {})
                        .arrived(60, each -> {})
                        .trials())
                .isEmpty());
        assertTrue(ByTime.oneRun(new Judged()
                        .arrived(60, each -> {})
                        .lost(15, each -> {})
                        .arrived(60, each -> {})
                        .lost(1, each -> {})
                        .trials())
                .isEmpty());
    }

    /** Of each of thirty connections to one port some packets are lost, of three other services none. */
    @Test
    void shouldFindAServiceOfManyFlows() {
        Judged judged = new Judged();
        for (int flow = 0; flow < 30; flow++) {
            int number = flow;
            judged.lost(1, each -> of(each, number, 443))
                    .arrived(2, each -> of(each, number, 443))
                    .arrived(1, each -> of(each, 100, 80))
                    .arrived(1, each -> of(each, 101, 179))
                    .arrived(1, each -> of(each, 102, 22));
        }
        Split split = new ByFiveTuple(Map.of(), Map.of(443L, "TCP port 443 of b"))
                .best(judged.trials())
                .orElseThrow();
        assertEquals("1 of 4 services", split.value());
        assertEquals("of TCP port 443 of b (1 of 4 services)", split.words());
        assertEquals("of the other services", split.otherwise());
        assertEquals(90, split.inside().cardinality());
    }

    private static void of(Observed packet, int flow, long service) {
        packet.flow = flow;
        packet.service = service;
    }

    @Test
    void shouldNotBelieveInFlowsOfOnePacket() {
        Trials trials = mixed(each -> each.flow = (int) each.ordinal, each -> each.flow = (int) each.ordinal);
        Split split = new ByFiveTuple(Map.of(), Map.of()).best(trials).orElseThrow();
        assertEquals(0, split.lnP(), 1e-9);
    }

    @Test
    void shouldFindTheFirstOfFlows() {
        Split split = found(
                new ByFirstOfFlow(),
                mixed(
                        each -> {
                            each.flowOrdinal = each.ordinal % 2;
                            each.flow = (int) each.ordinal;
                        },
                        each -> each.flowOrdinal = 2 + each.ordinal));
        assertEquals("first 2", split.value());
    }

    @Test
    void shouldFindThePause() {
        Split once = found(
                new ByIdleGap(),
                mixed(each -> each.idleNanos = 7_000_000_000L + each.ordinal, each -> each.idleNanos = 1_200_000_000L));
        assertEquals("7.0 s or more", once.value());
        assertEquals(
                "sent right after their flow was idle for 7.0 s or more (after at most 1.2 s packets pass)",
                once.words());
        assertEquals(1_200_000_000L, once.detail().passes().orElseThrow());
        assertEquals(7_000_000_000L, once.detail().fails().orElseThrow() / 1_000_000 * 1_000_000);
        Split since = found(
                new ByIdleGap(),
                mixed(
                        each -> {
                            each.longestIdleNanos = 61_000_000_000L;
                            each.flow = (int) each.ordinal;
                        },
                        each -> {
                            each.longestIdleNanos = 400_000_000L;
                            each.flow = (int) each.ordinal;
                        }));
        assertEquals("sent after their flow was idle for 61 s or more", Words.brief(since.words()));
    }

    /** One flow that died after its longest pause may have died of anything. */
    @Test
    void shouldNotBelieveInThePauseOfOneFlow() {
        Trials trials = mixed(
                each -> {
                    each.longestIdleNanos = 61_000_000_000L;
                    each.flow = 1;
                },
                each -> {
                    each.longestIdleNanos = 400_000_000L;
                    each.flow = 2;
                });
        assertTrue(new ByIdleGap().best(trials).orElseThrow().lnP() > Math.log(0.1));
    }

    @Test
    void shouldFindTheRate() {
        Split split = found(
                new ByRate(), mixed(each -> each.longPackets = 90 + each.ordinal % 7, each -> each.longPackets = 31));
        assertEquals("over 40 packets/s", split.value());
    }

    @Test
    void shouldFindTheOutage() {
        Trials trials = new Judged()
                .arrived(60, each -> {})
                .lost(20, each -> {})
                .arrived(1, each -> {})
                .lost(20, each -> {})
                .arrived(60, each -> {})
                .trials();
        Split split = new ByTime().best(trials).orElseThrow();
        assertEquals("1970-01-01T00:00:06Z to 1970-01-01T00:00:10Z", split.value());
        assertEquals(41, split.inside().cardinality());
        assertTrue(split.lnP() < Math.log(1e-4), split.toString());
    }

    @Test
    void shouldFindTheOnset() {
        Trials trials =
                new Judged().arrived(60, each -> {}).lost(40, each -> {}).trials();
        Split split = new ByTime().best(trials).orElseThrow();
        assertEquals("from 1970-01-01T00:00:06Z", split.value());
        assertTrue(split.lnP() < Math.log(1e-5), split.toString());
    }

    @Test
    void shouldTakeNoBurstForAnOutage() {
        Trials brief = new Judged()
                .arrived(60, each -> {})
                .lost(12, each -> {})
                .arrived(60, each -> {})
                .trials();
        assertTrue(new ByTime().best(brief).orElseThrow().lnP() > Math.log(0.01));
        Trials quick = new Judged()
                .arrived(60, each -> {})
                .lost(40, each -> each.timeNanos = 6_000_000_000L + each.ordinal)
                .trials();
        assertEquals(Optional.empty(), new ByTime().best(quick), "in no time");
    }

    /** Single losses, each for itself, in one stretch of many packets: no run, and yet too near to each other for chance. */
    @Test
    void shouldFindTheTimeInWhichSingleLossesComeTogether() {
        Judged judged = new Judged().arrived(200, each -> {});
        for (int i = 0; i < 15; i++) {
            judged.lost(1, each -> {}).arrived(2, each -> {});
        }
        Split split =
                new ByTime().best(judged.arrived(200, each -> {}).trials()).orElseThrow();
        assertEquals("1970-01-01T00:00:20Z to 1970-01-01T00:00:24.200Z", split.value());
        assertEquals(43, split.inside().cardinality());
        assertEquals(Math.log(2) + LnMath.lnFisher(14, 28, 14, 429) + 2 * Math.log(15), split.lnP(), 1e-9);
    }

    /** The same number of them over all of the time. */
    @Test
    void shouldFindNoTimeInWhichSingleLossesComeAsTheyDoElse() {
        Judged judged = new Judged().arrived(14, each -> {});
        for (int i = 0; i < 15; i++) {
            judged.lost(1, each -> {}).arrived(28, each -> {});
        }
        assertTrue(new ByTime()
                .best(judged.trials())
                .filter(each -> each.lnP() < Math.log(0.01))
                .isEmpty());
    }
}
