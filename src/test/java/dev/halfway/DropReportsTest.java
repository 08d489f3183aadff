package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.InterfaceStatistics;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.PcapngBytes;
import dev.halfway.clock.TimeUnwrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DropReportsTest {
    private static final int ISB_STARTTIME = 2;
    private static final int ISB_IFDROP = 5;
    private static final int EPB_DROPCOUNT = 4;

    /** Written in microseconds: what a capture says of its times is judged by their size, so they must be real. */
    private static final long EPOCH = 1_700_000_000_000_000L;

    /** So many between two moments, microseconds since then. */
    private record Dropped(long start, long end, long count) {}

    /** Microseconds, two interfaces. */
    private final PcapngBytes file =
            new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN).iface(1, 0).iface(1, 0);

    private void packet(int iface, long micros) {
        file.packet(iface, EPOCH + micros, new byte[14]);
    }

    private void packetAfterDrops(int iface, long micros, long drops) {
        file.packet(iface, EPOCH + micros, new byte[14], file.longOption(EPB_DROPCOUNT, drops));
    }

    private void statistics(int iface, long micros, long drops) {
        file.statistics(iface, EPOCH + micros, file.longOption(ISB_IFDROP, drops));
    }

    private List<Dropped> reports() throws IOException {
        List<Dropped> all = new ArrayList<>();
        DropReports reports = new DropReports(
                (start, end, count) -> all.add(new Dropped(start / 1_000 - EPOCH, end / 1_000 - EPOCH, count)));
        TimeUnwrapper clock = new TimeUnwrapper(0);
        FrameHandler handler = new FrameHandler() {
            @Override
            public void onFrame(Frame frame) {
                reports.onFrame(frame, clock.unwrap(frame.timeNanos()));
            }

            @Override
            public void onStatistics(InterfaceStatistics taken) {
                reports.onStatistics(taken);
            }
        };
        try (CaptureFile capture = CaptureFile.open("test", new ByteArrayInputStream(file.bytes()))) {
            while (capture.poll(handler, 100) != PacketSource.END) {
                // until the end
            }
        }
        return all;
    }

    @Test
    void shouldPlaceDropsBetweenTwoRecordsOfOneInterface() throws IOException {
        packet(0, 10);
        packet(1, 11);
        packetAfterDrops(0, 30, 2);
        packetAfterDrops(0, 31, 0);
        packetAfterDrops(1, 40, 1);
        assertEquals(List.of(new Dropped(10, 30, 2), new Dropped(11, 40, 1)), reports());
    }

    @Test
    void shouldPlaceDropsBeforeTheFirstRecordOfAnInterfaceFromTheFirstOfAll() throws IOException {
        packet(0, 10);
        packetAfterDrops(1, 40, 1);
        assertEquals(List.of(new Dropped(10, 40, 1)), reports());
    }

    @Test
    void shouldPlaceDropsBetweenTwoStatistics() throws IOException {
        packet(0, 5);
        statistics(0, 10, 0);
        packet(0, 15);
        statistics(0, 20, 3);
        packet(0, 25);
        statistics(0, 30, 3);
        packet(0, 35);
        statistics(0, 40, 4);
        assertEquals(List.of(new Dropped(10, 20, 3), new Dropped(30, 40, 1)), reports());
    }

    @Test
    void shouldSpreadDropsOverAllOfACaptureThatCountsThemAtItsEndOnly() throws IOException {
        packet(0, 5);
        packet(0, 95);
        file.statistics(0, EPOCH + 100, file.timeOption(ISB_STARTTIME, EPOCH + 1), file.longOption(ISB_IFDROP, 7));
        assertEquals(List.of(new Dropped(1, 100, 7)), reports());
    }

    @Test
    void shouldSpreadThemFromTheFirstRecordWhereNoStartIsGiven() throws IOException {
        packet(0, 5);
        statistics(0, 100, 7);
        assertEquals(List.of(new Dropped(5, 100, 7)), reports());
    }

    @Test
    void shouldBelieveTheRecordsWhereBothAreGiven() throws IOException {
        packet(0, 5);
        packetAfterDrops(0, 15, 3);
        statistics(0, 20, 3);
        assertEquals(List.of(new Dropped(5, 15, 3)), reports());
    }

    @Test
    void shouldSayNothingWhereTheFileDoesNot() throws IOException {
        packet(0, 5);
        file.statistics(0, EPOCH + 20);
        assertEquals(List.of(), reports());
    }

    /** Statistics have the clock's own time, records the time made to run forwards: from 1,000 on here. */
    @Test
    void shouldPlaceDropsRightAfterTheClockWasSetBack() throws IOException {
        packet(0, 1_000);
        statistics(0, 1_001, 0);
        packet(0, 150);
        statistics(0, 151, 0);
        packet(0, 250);
        statistics(0, 251, 2);
        assertEquals(List.of(new Dropped(1_000, 1_100, 2)), reports());
    }
}
