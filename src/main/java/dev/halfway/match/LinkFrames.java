package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;

/**
 * By which link addresses one capture shows the packets of one {@link Route}, and whether what came by each of them was
 * answered. Bounded: a route is seen by few.
 */
final class LinkFrames {
    private static final int MOST = 8;
    /** After so many more that ask, an answer to the one waited for is not waited for any longer. */
    private static final int PATIENCE = 32;

    /** Frames of one station to another on one interface. */
    static final class Row {
        final long place;
        /** 48 bits; 0 where the capture does not say. */
        final long source;
        /** As {@link DecodedPacket#linkDestination}. */
        final long destination;

        long frames;
        /** Of these, packets that hosts answer: echo requests, and what TCP acknowledges. */
        long asking;

        boolean answered;
        private boolean waiting;
        private boolean waitingForEcho;
        private long waitingSince;
        private long ports;
        private int answer;

        private Row(long place, long source, long destination) {
            this.place = place;
            this.source = source;
            this.destination = destination;
        }

        private boolean isOf(long itsPlace, long itsSource, long itsDestination) {
            return destination == itsDestination && source == itsSource && place == itsPlace;
        }

        private void asks(boolean echo, long itsPorts, int itsAnswer) {
            asking++;
            if (!answered && (!waiting || asking - waitingSince > PATIENCE)) {
                waiting = true;
                waitingForEcho = echo;
                waitingSince = asking;
                ports = itsPorts;
                answer = itsAnswer;
            }
        }
    }

    private final List<Row> rows = new ArrayList<>(1);
    private Row last;
    /** There were more than are kept. */
    boolean isBeyond;

    /** Which interface, of which file or of which index in a cooked capture. */
    static long place(DecodedPacket packet, int interfaceIndex) {
        return (long) interfaceIndex << 32 | packet.linkInterface() & 0xffffffffL;
    }

    /**
     * Takes in a packet of the route.
     *
     * @param back of the other direction
     */
    void note(DecodedPacket packet, int interfaceIndex, LinkFrames back) {
        if (packet.hasOuter()) {
            return;
        }
        Row row = row(place(packet, interfaceIndex), packet.linkSource(), packet.linkDestination());
        if (row != null) {
            row.frames++;
            if (asks(packet)) {
                boolean echo = packet.typeP().isEcho();
                int answer = echo
                        ? packet.sequence()
                        : packet.sequence()
                                + packet.payloadLength()
                                + (packet.tcpFlags() & TcpFlags.SYN) / TcpFlags.SYN;
                sentElsewhere(row, packet, echo);
                row.asks(echo, ports(packet.sourcePort(), packet.destinationPort()), answer);
            }
        }
        for (int i = 0; i < back.rows.size(); i++) { // no iterator for each packet
            Row asked = back.rows.get(i);
            if (!asked.answered && isAnswer(packet, asked)) {
                asked.answered = true;
            }
        }
    }

    /** What is asked again by other frames is answered for those, if at all. */
    private void sentElsewhere(Row by, DecodedPacket packet, boolean echo) {
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (row != by
                    && row.waiting
                    && row.waitingForEcho == echo
                    && row.ports == ports(packet.sourcePort(), packet.destinationPort())
                    && (!echo || row.answer == packet.sequence())) {
                row.waiting = false;
            }
        }
    }

    private static boolean isAnswer(DecodedPacket packet, Row row) {
        if (!row.waiting || row.ports != ports(packet.destinationPort(), packet.sourcePort())) {
            return false;
        }
        return row.waitingForEcho
                ? packet.typeP() == TypeP.ICMP_ECHO_REPLY && packet.sequence() == row.answer
                : packet.typeP().isTcp()
                        && (packet.tcpFlags() & TcpFlags.ACK) != 0
                        && packet.acknowledgment() - row.answer >= 0;
    }

    private static boolean asks(DecodedPacket packet) {
        return packet.typeP() == TypeP.ICMP_ECHO_REQUEST
                || packet.typeP().isTcp()
                        && (packet.payloadLength() > 0 || (packet.tcpFlags() & TcpFlags.SYN) != 0)
                        && (packet.tcpFlags() & TcpFlags.RST) == 0;
    }

    private static long ports(int source, int destination) {
        return (long) source << 16 | destination;
    }

    private Row row(long place, long source, long destination) {
        if (last != null && last.isOf(place, source, destination)) {
            return last;
        }
        for (Row each : rows) {
            if (each.isOf(place, source, destination)) {
                last = each;
                return each;
            }
        }
        if (rows.size() == MOST) {
            isBeyond = true;
            return null;
        }
        last = new Row(place, source, destination);
        rows.add(last);
        return last;
    }

    List<Row> rows() {
        return rows;
    }
}
