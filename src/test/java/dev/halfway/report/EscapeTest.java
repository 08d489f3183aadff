package dev.halfway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class EscapeTest {
    @Test
    void shouldLeaveReadableTextAlone() {
        String text = "node-219 \"eth0\" K\u00f6ln \u6771\u4eac \ud83d\udce6 \\x1b";
        assertSame(text, Escape.terminal(text));
    }

    @Test
    void shouldSpellOutControlCharacters() {
        assertEquals("a\\x00b\\x1b[2J\\x7f\\x9b\\x0a\\x09c", Escape.terminal("a\0b\u001b[2J\u007f\u009b\n\tc"));
    }

    @Test
    void shouldSpellOutEveryBidirectionalControl() {
        for (int codePoint = 0x202a; codePoint <= 0x202e; codePoint++) {
            assertEquals(
                    "<\\x{" + Integer.toHexString(codePoint) + "}>", Escape.terminal("<" + (char) codePoint + ">"));
        }
        for (int codePoint = 0x2066; codePoint <= 0x2069; codePoint++) {
            assertEquals(
                    "<\\x{" + Integer.toHexString(codePoint) + "}>", Escape.terminal("<" + (char) codePoint + ">"));
        }
        assertEquals("\\x{200e}\\x{200f}\\x{61c}", Escape.terminal("\u200e\u200f\u061c"));
    }

    @Test
    void shouldSpellOutWhatIsInvisible() {
        assertEquals("\\x{200b}\\x{feff}\\x{2028}\\x{2029}", Escape.terminal("\u200b\ufeff\u2028\u2029"));
        assertEquals("\\x{e0041}", Escape.terminal(new String(Character.toChars(0xe0041))), "a tag character");
    }

    @Test
    void shouldSpellOutALoneSurrogate() {
        assertEquals("x\\x{d83d}y", Escape.terminal("x\ud83dy"));
    }
}
