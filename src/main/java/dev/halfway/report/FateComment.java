package dev.halfway.report;

import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import java.util.Set;

/**
 * What became of a packet, as a comment on it: the fate first, then where it was seen again, or why not. Only comments on
 * lost packets have the word "lost" in them, but for what hosts are called.
 */
final class FateComment {
    private static final int MOST_MATCHES = 8;

    private final String lossThreshold;
    private final Set<String> severalFiles;

    /** @param severalFiles hosts with more than one capture */
    FateComment(long lossThresholdNanos, Set<String> severalFiles) {
        this.lossThreshold = Words.duration(lossThresholdNanos);
        this.severalFiles = Set.copyOf(severalFiles);
    }

    String of(PacketFate packet) {
        StringBuilder comment = new StringBuilder(packet.fate().id());
        if (packet.fate() == Fate.COPY) {
            packet.copyOf().ifPresent(frame -> comment.append(" of frame ").append(frame));
            return comment.append(" at this host").toString();
        }
        if (packet.fate() == Fate.ASIDE) {
            comment.append(": ").append(packet.reason().words(""));
            return comment.append("; ").append(packet.flow().words()).toString();
        }
        comment.append(": ");
        if (packet.matches().isEmpty() || packet.fate() == Fate.CORRUPTED) {
            comment.append(why(packet));
        }
        int more = packet.matches().size() - MOST_MATCHES;
        for (PacketFate.Match match :
                packet.matches().subList(0, Math.min(packet.matches().size(), MOST_MATCHES))) {
            comment.append(comment.charAt(comment.length() - 1) == ' ' ? "" : "; ")
                    .append(packet.fate() == Fate.ARRIVED ? "left as frame " : "frame ")
                    .append(match.frame())
                    .append(severalFiles.contains(match.host()) ? " of file " + (match.file() + 1) : "")
                    .append(" at ")
                    .append(Escape.terminal(match.host()))
                    .append(", delay ")
                    .append(Words.duration(match.delayNanos()));
        }
        if (more > 0) {
            comment.append("; and ").append(more).append(" more");
        }
        if (packet.fate() == Fate.LOST) {
            comment.append(packet.confirmed() ? " (confirmed)" : " (uncorroborated)");
            packet.bytesLost().ifPresent(bytes -> comment.append("; ").append(Words.count(bytes, "byte")));
        }
        return comment.append(packet.ambiguous() ? "; which of several alike is not known" : "")
                .toString();
    }

    private String why(PacketFate packet) {
        String far = packet.host().equals(packet.from()) ? packet.to() : packet.from();
        return packet.reason().words(Escape.terminal(far)).replace("the loss threshold", lossThreshold);
    }
}
