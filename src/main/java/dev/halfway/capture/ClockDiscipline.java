package dev.halfway.capture;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.util.Optional;

/**
 * What the kernel knows of its clock's being kept in step by a daemon (adjtimex(2), which changes nothing here).
 *
 * @param synchronised whether a daemon has said that it is
 * @param maximumErrorMicros by the daemon's account, grown since
 */
public record ClockDiscipline(boolean synchronised, long maximumErrorMicros) {
    /** Longer than struct timex is anywhere. */
    private static final int TIMEX_BYTES = 256;

    private static final int MAXIMUM_ERROR_AT = 24;
    private static final int STATUS_AT = 40;
    private static final int STATUS_UNSYNCHRONISED = 0x40;

    /** Asks the kernel; empty where it does not answer or its structures are not known. */
    public static Optional<ClockDiscipline> ask() {
        try {
            if (Native.LONG_SIZE != Long.BYTES) {
                return Optional.empty();
            }
            Memory timex = new Memory(TIMEX_BYTES);
            timex.clear();
            int state = Function.getFunction("c", "adjtimex").invokeInt(new Object[] {timex});
            if (state < 0) {
                return Optional.empty();
            }
            boolean unsynchronised = (timex.getInt(STATUS_AT) & STATUS_UNSYNCHRONISED) != 0;
            return Optional.of(new ClockDiscipline(!unsynchronised, timex.getLong(MAXIMUM_ERROR_AT)));
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }
}
