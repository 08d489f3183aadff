package dev.halfway.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import dev.halfway.match.PacketFates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Set;

/** The fate of each packet as JSON Lines, written as they come; the schema's {@code packet} describes a line. */
public final class PacketsReport implements PacketFates {
    private final JsonGenerator json;
    private final Set<String> severalFiles;

    /**
     * @param out stays open
     * @param severalFiles hosts with more than one capture: only for these does a frame number need its file
     */
    public PacketsReport(Writer out, Set<String> severalFiles) throws IOException {
        this.json = Json.generator(out).setPrettyPrinter(new MinimalPrettyPrinter(""));
        this.severalFiles = Set.copyOf(severalFiles);
    }

    /** @throws UncheckedIOException when the line cannot be written */
    @Override
    public void onPacket(PacketFate packet) {
        try {
            json.writeStartObject();
            write(packet);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands on what is still held back; to be called after the last packet. */
    public void finish() throws IOException {
        json.flush();
    }

    private void write(PacketFate packet) throws IOException {
        writePlace(packet.host(), packet.file(), packet.frame());
        if (packet.timeNanos() != 0) {
            json.writeNumberField("timeNanos", packet.timeNanos());
        }
        json.writeStringField("from", packet.from());
        json.writeStringField("to", packet.to());
        json.writeStringField("typeP", packet.typeP().id());
        json.writeStringField("role", packet.role().id());
        json.writeStringField("initiator", packet.initiator());
        json.writeStringField("fate", packet.fate().id());
        if (packet.fate() == Fate.LOST) {
            json.writeStringField("grade", packet.confirmed() ? "confirmed" : "uncorroborated");
        }
        if (packet.ambiguous()) {
            json.writeBooleanField("ambiguous", true);
        }
        json.writeStringField("why", packet.reason().words(farHost(packet)));
        if (packet.fate() == Fate.ASIDE) {
            json.writeStringField("flow", packet.flow().words());
        }
        json.writeArrayFieldStart("matches");
        for (PacketFate.Match match : packet.matches()) {
            json.writeStartObject();
            writePlace(match.host(), match.file(), match.frame());
            json.writeNumberField("delayNanos", match.delayNanos());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (packet.copyOf().isPresent()) {
            json.writeNumberField("copyOf", packet.copyOf().getAsLong());
        }
        if (packet.bytesLost().isPresent()) {
            json.writeNumberField("bytesLost", packet.bytesLost().getAsLong());
        }
    }

    private void writePlace(String host, int file, long frame) throws IOException {
        json.writeStringField("host", host);
        if (severalFiles.contains(host)) {
            json.writeNumberField("file", file);
        }
        json.writeNumberField("frame", frame);
    }

    /** The host that a reason speaks of: the other end. */
    private static String farHost(PacketFate packet) {
        return packet.host().equals(packet.from()) ? packet.to() : packet.from();
    }
}
