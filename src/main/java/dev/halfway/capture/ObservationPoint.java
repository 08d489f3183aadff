package dev.halfway.capture;

import java.util.List;

/**
 * Where packets were recorded (RFC 5474 section 2.1): one capture at one host.
 *
 * @param host the host's name as the user gave it, or the file's name without extension
 * @param file index among the captures of this host, from 0
 * @param source what the capture turned out to be
 */
public record ObservationPoint(String host, int file, SourceSummary source) {
    /** The capture as the user named it. */
    public String name() {
        return source.name();
    }

    /** Packets in it. */
    public long packets() {
        return source.packets();
    }

    /** What reading it met with, as sentences. */
    public List<String> warnings() {
        return source.warnings();
    }

    /** By how much a record's time was below the largest before it; 0 when in order. */
    public long largestStepBackNanos() {
        return source.largestStepBackNanos();
    }

    /** Of its interfaces, as far as it names them, each once. */
    public List<String> interfaceNames() {
        return source.interfaces().stream()
                .map(SourceSummary.Interface::name)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    /** LINKTYPE_ values of its interfaces, each once, in the order of their appearance. */
    public List<Integer> linkTypes() {
        return source.interfaces().stream()
                .map(SourceSummary.Interface::linkType)
                .distinct()
                .toList();
    }
}
