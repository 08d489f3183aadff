package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ColorChoiceTest {
    @Test
    void shouldColourATerminalByDefault() {
        assertTrue(ColorChoice.AUTO.enabled(true, Map.of("TERM", "xterm", "NO_COLOR", "")));
        assertFalse(ColorChoice.AUTO.enabled(false, Map.of("TERM", "xterm")));
    }

    @Test
    void shouldHonourNoColorUnlessAskedForColours() {
        assertFalse(ColorChoice.AUTO.enabled(true, Map.of("NO_COLOR", "1")));
        assertTrue(ColorChoice.ALWAYS.enabled(false, Map.of("NO_COLOR", "1")));
        assertFalse(ColorChoice.NEVER.enabled(true, Map.of()));
    }

    @Test
    void shouldNotColourADumbTerminal() {
        assertFalse(ColorChoice.AUTO.enabled(true, Map.of("TERM", "dumb")));
    }
}
