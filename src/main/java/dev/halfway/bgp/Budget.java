package dev.halfway.bgp;

/** What all connections of one tap may hold together: bytes that wait for others before them, and records of messages. */
public final class Budget {
    private static final int MOST_BYTES = 8 << 20;
    private static final int MOST_RECORDS = 1 << 16;

    private int bytes = MOST_BYTES;
    private int records = MOST_RECORDS;

    /** Whether there is room for so many bytes more; then they are taken. */
    boolean takeBytes(int count) {
        if (count > bytes) {
            return false;
        }
        bytes -= count;
        return true;
    }

    void giveBytes(int count) {
        bytes += count;
    }

    /** Whether there is room for one record more; then it is taken. */
    boolean takeRecord() {
        if (records == 0) {
            return false;
        }
        records--;
        return true;
    }
}
