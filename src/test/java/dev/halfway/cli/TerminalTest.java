package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void shouldReadTheSizeAsSttySaysIt() {
        assertEquals(OptionalInt.of(24), Terminal.rows("24 80\n"));
        assertEquals(OptionalInt.empty(), Terminal.rows("0 0\n"));
        assertEquals(OptionalInt.empty(), Terminal.rows(""));
        assertEquals(OptionalInt.empty(), Terminal.rows("stty: standard input: Inappropriate ioctl for device"));
    }

    @Test
    void shouldKeepTheVerdictOnTheScreen() {
        List<String> lines = List.of("verdict", "a", "b", "c", "d", "e");
        assertEquals(lines, WatchCommand.fitting(lines, OptionalInt.empty()));
        assertEquals(lines, WatchCommand.fitting(lines, OptionalInt.of(7)));
        assertEquals(
                List.of("verdict", "a", "b", "... 3 more lines, at the end or in a higher window"),
                WatchCommand.fitting(lines, OptionalInt.of(5)));
    }
}
