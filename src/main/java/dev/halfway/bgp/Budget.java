package dev.halfway.bgp;

/**
 * What all connections of one tap may hold together: records of messages and of single segments, a fourth as many connections,
 * and bytes that wait for others before them.
 */
public final class Budget {
    private static final int RECORDS_FOR_A_CONNECTION = 4;
    private static final int BYTES_FOR_A_RECORD = 128;

    private int connections;
    private long bytes;
    private int records;

    /** @param records about 200 bytes each; a connection takes about 900 */
    public Budget(int records) {
        this.records = records;
        connections = Math.max(1, records / RECORDS_FOR_A_CONNECTION);
        bytes = (long) records * BYTES_FOR_A_RECORD;
    }

    /** Whether there is room for one connection more; then it is taken. */
    public boolean takeConnection() {
        return connections > 0 && connections-- > 0;
    }

    public void giveConnection() {
        connections++;
    }

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

    /** Whether there is room for so many records more; then they are taken. */
    public boolean takeRecords(int count) {
        if (count > records) {
            return false;
        }
        records -= count;
        return true;
    }
}
