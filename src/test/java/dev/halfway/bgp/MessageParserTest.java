package dev.halfway.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.Packets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageParserTest {
    private static final byte[] OPEN = BgpBytes.open(
            64512,
            90,
            "10.0.0.1",
            BgpBytes.capability(1, (byte) 0, (byte) 1, (byte) 0, (byte) 1),
            BgpBytes.capability(2),
            BgpBytes.capability(65, (byte) 0, (byte) 1, (byte) 0, (byte) 0));
    private static final byte[] CONVERSATION = Packets.concat(
            OPEN,
            BgpBytes.keepalive(),
            BgpBytes.update(23),
            BgpBytes.update(4096),
            BgpBytes.message(5, new byte[] {0, 1, 0, 1}),
            BgpBytes.keepalive(),
            BgpBytes.shutdown("back at noon"));
    private static final List<String> TYPES =
            List.of("OPEN", "KEEPALIVE", "UPDATE", "UPDATE", "ROUTE-REFRESH", "KEEPALIVE", "NOTIFICATION");

    private final List<Message> messages = new ArrayList<>();
    private final MessageParser parser = new MessageParser(messages::add);

    private static Stamp at(long nanos) {
        return new Stamp(nanos, 0, nanos);
    }

    private void feed(byte[] bytes, int from, int to, long nanos) {
        // Within a larger buffer, so that reading past the end would be noticed.
        byte[] buffer = Packets.concat(new byte[] {1, 2, 3}, Arrays.copyOfRange(bytes, from, to), new byte[] {4});
        parser.feed(buffer, 3, to - from, at(nanos));
    }

    private List<String> types() {
        return messages.stream().map(each -> each.type().words()).toList();
    }

    @Test
    void shouldReadSeveralMessagesInOneSegment() {
        parser.begin(true);
        feed(CONVERSATION, 0, CONVERSATION.length, 1);
        assertEquals(TYPES, types());
        assertEquals(0, messages.get(0).start());
        assertEquals(CONVERSATION.length, messages.get(6).end());
        assertTrue(parser.speaksBgp());
        assertEquals(0, parser.passedOver());
    }

    @Test
    void shouldReadMessagesSplitAnywhere() {
        for (int split = 0; split <= CONVERSATION.length; split++) {
            List<Message> found = new ArrayList<>();
            MessageParser fresh = new MessageParser(found::add);
            fresh.begin(true);
            fresh.feed(CONVERSATION, 0, split, at(1));
            fresh.feed(CONVERSATION, split, CONVERSATION.length - split, at(2));
            assertEquals(TYPES, found.stream().map(each -> each.type().words()).toList(), "split at " + split);
            for (Message message : found) {
                assertEquals(message.start() < split ? 1 : 2, message.first().nanos(), "split at " + split);
                assertEquals(message.end() <= split ? 1 : 2, message.completed().nanos(), "split at " + split);
            }
            assertEquals(
                    "back at noon",
                    found.get(6).notification().get().communication().get());
        }
    }

    @Test
    void shouldReadByteByByte() {
        parser.begin(true);
        for (int i = 0; i < CONVERSATION.length; i++) {
            feed(CONVERSATION, i, i + 1, i);
        }
        assertEquals(TYPES, types());
        assertEquals(OPEN.length - 1, messages.get(0).completed().nanos());
    }

    @Test
    void shouldTakeEveryTruncation() {
        int ended = 0;
        for (int length = 0; length <= CONVERSATION.length; length++) {
            List<Message> found = new ArrayList<>();
            MessageParser fresh = new MessageParser(found::add);
            fresh.begin(true);
            fresh.feed(Arrays.copyOf(CONVERSATION, length), 0, length, at(1));
            assertEquals(
                    TYPES.subList(0, found.size()),
                    found.stream().map(each -> each.type().words()).toList());
            ended = Math.max(ended, found.size());
        }
        assertEquals(TYPES.size(), ended);
    }

    /** What a capture with a snap length holds: the front of each segment, and the rest told as missing. */
    @Test
    void shouldGoOnBehindBytesThatWereCutOff() {
        for (int kept = 0; kept <= 4096; kept++) {
            List<Message> found = new ArrayList<>();
            MessageParser fresh = new MessageParser(found::add);
            fresh.begin(true);
            byte[] update = BgpBytes.update(4096);
            fresh.feed(BgpBytes.keepalive(), 0, 19, at(1));
            fresh.feed(update, 0, kept, at(2));
            if (kept < 4096) {
                fresh.skip(4096 - kept, at(2));
            }
            fresh.feed(BgpBytes.keepalive(), 0, 19, at(3));
            List<String> expected =
                    kept >= 19 ? List.of("KEEPALIVE", "UPDATE", "KEEPALIVE") : List.of("KEEPALIVE", "KEEPALIVE");
            assertEquals(
                    expected, found.stream().map(each -> each.type().words()).toList(), "kept " + kept);
            assertEquals(19 + 4096, found.get(found.size() - 1).start());
        }
    }

    @Test
    void shouldFindTheNextMessageBehindAHole() {
        parser.begin(true);
        feed(CONVERSATION, 0, OPEN.length + 19 + 7, 1);
        parser.skip(1000, at(2));
        feed(CONVERSATION, OPEN.length + 19 + 7 + 1000, CONVERSATION.length, 3);
        assertEquals(List.of("OPEN", "KEEPALIVE", "ROUTE-REFRESH", "KEEPALIVE", "NOTIFICATION"), types());
        assertEquals(CONVERSATION.length, messages.get(4).end());
        assertEquals(0, parser.faults(Fault.MARKER), "nobody sent a wrong marker");
    }

    @Test
    void shouldCountWhatIsMalformedAndGoOn() {
        parser.begin(true);
        byte[] longKeepalive = BgpBytes.message(4, new byte[3]);
        byte[] unknown = BgpBytes.message(77, new byte[9]);
        byte[] tooShort = BgpBytes.header(18, 4);
        byte[] wrongMarker = BgpBytes.keepalive();
        wrongMarker[5] = 0;
        for (byte[] bytes :
                List.of(BgpBytes.keepalive(), longKeepalive, unknown, tooShort, BgpBytes.keepalive(), wrongMarker)) {
            feed(bytes, 0, bytes.length, 1);
        }
        feed(BgpBytes.keepalive(), 0, 19, 2);
        assertEquals(List.of("KEEPALIVE", "KEEPALIVE", "KEEPALIVE"), types());
        assertEquals(1, parser.faults(Fault.SIZE));
        assertEquals(1, parser.faults(Fault.TYPE));
        assertEquals(1, parser.faults(Fault.LENGTH));
        assertEquals(1, parser.faults(Fault.MARKER));
    }

    @Test
    void shouldHoldMessagesToTheLengthAgreed() {
        parser.begin(true);
        parser.allowExtended(false);
        feed(BgpBytes.keepalive(), 0, 19, 1);
        byte[] update = BgpBytes.update(4097);
        feed(update, 0, update.length, 2);
        feed(BgpBytes.keepalive(), 0, 19, 3);
        assertEquals(List.of("KEEPALIVE", "KEEPALIVE"), types());
        assertEquals(1, parser.faults(Fault.LENGTH));

        List<Message> found = new ArrayList<>();
        MessageParser extended = new MessageParser(found::add);
        extended.begin(true);
        extended.feed(BgpBytes.update(65_535), 0, 65_535, at(1));
        assertEquals(1, found.size());
    }

    @Test
    void shouldKnowAtOnceWhatIsNotBgp() {
        parser.begin(true);
        feed("GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 1, 1);
        assertTrue(parser.isForeign());
    }

    @Test
    void shouldNotTakeABulkOfSomethingElseForBgp() {
        parser.begin(false);
        byte[] bulk = new byte[1_000];
        Arrays.fill(bulk, (byte) 0xff);
        for (int i = 0; i < 70 && !parser.isForeign(); i++) {
            feed(bulk, 0, bulk.length, i);
        }
        assertTrue(parser.isForeign());
        assertEquals(List.of(), types());
    }

    @Test
    void shouldNotBelieveOneHeaderInTheMiddleOfASegment() {
        parser.begin(false);
        byte[] image = Packets.concat(new byte[50], BgpBytes.keepalive(), new byte[50]);
        feed(image, 0, image.length, 1);
        assertFalse(parser.speaksBgp());
        assertEquals(List.of(), types());
        byte[] two = Packets.concat(new byte[50], BgpBytes.keepalive(), BgpBytes.update(40));
        feed(two, 0, two.length, 2);
        assertEquals(List.of("KEEPALIVE", "UPDATE"), types());
    }

    @Test
    void shouldBelieveOneHeaderAtTheStartOfASegment() {
        parser.begin(false);
        feed(BgpBytes.keepalive(), 0, 19, 1);
        assertEquals(List.of("KEEPALIVE"), types());
    }

    @Test
    void shouldFindAMarkerBehindMoreOnes() {
        parser.begin(false);
        for (int ones = 0; ones < 40; ones++) {
            byte[] lead = new byte[ones];
            Arrays.fill(lead, (byte) 0xff);
            byte[] bytes = Packets.concat(new byte[1], lead, BgpBytes.keepalive(), BgpBytes.keepalive());
            feed(bytes, 0, bytes.length, ones);
            assertEquals(2 * (ones + 1), messages.size(), ones + " ones before");
            parser.skip(1, at(ones));
        }
    }

    @Test
    void shouldNeverThrowWhateverTheBytes() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            MessageParser any = new MessageParser(message -> {});
            any.begin(seed % 2 == 0);
            for (int i = 0; i < 20; i++) {
                byte[] bytes = CONVERSATION.clone();
                for (int spoiled = random.nextInt(8); spoiled > 0; spoiled--) {
                    bytes[random.nextInt(OPEN.length + 60)] = (byte) random.nextInt();
                }
                int from = random.nextInt(bytes.length);
                any.feed(bytes, from, random.nextInt(bytes.length - from + 1), at(i));
                if (random.nextInt(4) == 0) {
                    any.skip(1 + random.nextInt(5_000), at(i));
                }
            }
        }
    }
}
