package dev.halfway.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.halfway.diagnose.BgpEvent;
import dev.halfway.diagnose.BgpFact;
import dev.halfway.diagnose.BgpPeering;
import dev.halfway.diagnose.BgpSession;
import dev.halfway.diagnose.HoldTimer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The BGP sessions as JSON: {@code bgp} holds one object a session, {@code bgpPeers} one for each two speakers. */
final class BgpJson {
    private final JsonGenerator json;

    BgpJson(JsonGenerator json) {
        this.json = json;
    }

    void write(List<BgpPeering> peerings) throws IOException {
        json.writeArrayFieldStart("bgp");
        for (BgpPeering peering : peerings) {
            for (BgpSession session : peering.sessions()) {
                write(session);
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("bgpPeers");
        int first = 0;
        for (BgpPeering peering : peerings) {
            write(peering, first);
            first += peering.sessions().size();
        }
        json.writeEndArray();
    }

    private void write(BgpPeering peering, int first) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("speakers");
        for (BgpPeering.Speaker speaker : peering.speakers()) {
            json.writeStartObject();
            writeIfPresent("host", speaker.host());
            json.writeStringField("address", speaker.address());
            writeIfPresent("fsmState", speaker.fsmState());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("firstSession", first);
        json.writeNumberField("sessions", peering.sessions().size());
        json.writeNumberField("flaps", peering.flaps());
        json.writeArrayFieldStart("facts");
        for (BgpFact fact : peering.facts()) {
            json.writeStartObject();
            json.writeStringField("kind", fact.kind().id());
            json.writeNumberField("end", fact.end());
            json.writeArrayFieldStart("sessions");
            for (int session : fact.sessions()) {
                json.writeNumber(first + session);
            }
            json.writeEndArray();
            json.writeNumberField("timeNanos", fact.nanos());
            json.writeStringField("sentence", fact.sentence());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void write(BgpSession session) throws IOException {
        json.writeStartObject();
        if (session.opener().isPresent()) {
            json.writeNumberField("opener", session.opener().getAsInt());
        }
        json.writeArrayFieldStart("ends");
        for (BgpSession.End end : session.ends()) {
            write(end);
        }
        json.writeEndArray();
        json.writeNumberField("firstNanos", session.firstNanos());
        json.writeNumberField("lastNanos", session.lastNanos());
        writeIfPresent("establishedNanos", session.establishedNanos());
        if (session.holdTimeSeconds().isPresent()) {
            json.writeNumberField("holdTimeSeconds", session.holdTimeSeconds().getAsInt());
        }
        json.writeBooleanField("md5", session.md5());
        json.writeBooleanField("tcpAo", session.tcpAo());
        if (session.closing().isPresent()) {
            BgpSession.Closing closing = session.closing().get();
            json.writeObjectFieldStart("closed");
            json.writeNumberField("end", closing.end());
            json.writeStringField("what", closing.what());
            json.writeStringField("detail", closing.detail());
            json.writeNumberField("timeNanos", closing.nanos());
            json.writeEndObject();
        }
        json.writeArrayFieldStart("events");
        for (BgpEvent event : session.events()) {
            write(event);
        }
        json.writeEndArray();
        json.writeNumberField("eventsLeftOut", session.eventsLeftOut());
        json.writeEndObject();
    }

    private void write(BgpSession.End end) throws IOException {
        json.writeStartObject();
        writeIfPresent("host", end.host());
        json.writeStringField("address", end.address());
        json.writeNumberField("port", end.port());
        writeIfPresent("tcpState", end.tcpState());
        json.writeNumberField("unacknowledgedBytes", end.unacknowledgedBytes());
        writeIfPresent("fsmState", end.fsmState());
        if (end.open().isPresent()) {
            BgpSession.Open open = end.open().get();
            json.writeObjectFieldStart("open");
            json.writeNumberField("version", open.version());
            json.writeNumberField("as", open.as());
            json.writeNumberField("holdTimeSeconds", open.holdTimeSeconds());
            json.writeStringField("identifier", open.identifier());
            Json.writeStrings(json, "capabilities", open.capabilities());
            json.writeEndObject();
        }
        writeCounts("segments", end.segments());
        writeCounts("messages", end.messages());
        if (end.keepalive().isPresent()) {
            json.writeObjectFieldStart("keepalive");
            json.writeNumberField("leastNanos", end.keepalive().get().leastNanos());
            json.writeNumberField("medianNanos", end.keepalive().get().medianNanos());
            json.writeNumberField("mostNanos", end.keepalive().get().mostNanos());
            json.writeEndObject();
        }
        if (end.holdTimer().isPresent()) {
            write(end.holdTimer().get());
        }
        json.writeArrayFieldStart("malformed");
        for (BgpSession.Malformed malformed : end.malformed()) {
            json.writeStartObject();
            json.writeStringField("fault", malformed.fault());
            json.writeNumberField("count", malformed.count());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("unreadBytes", end.unreadBytes());
        json.writeEndObject();
    }

    private void writeCounts(String key, List<BgpSession.Count> counts) throws IOException {
        json.writeArrayFieldStart(key);
        for (BgpSession.Count count : counts) {
            json.writeStartObject();
            json.writeStringField("kind", count.kind());
            json.writeNumberField("sent", count.sent());
            json.writeNumberField("delivered", count.delivered());
            json.writeNumberField("lost", count.lost());
            json.writeNumberField("missed", count.missed());
            json.writeNumberField("unobservable", count.unobservable());
            json.writeNumberField("appeared", count.appeared());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void write(HoldTimer timer) throws IOException {
        json.writeObjectFieldStart("holdTimer");
        json.writeStringField("state", timer.state().id());
        if (timer.seconds().isPresent()) {
            json.writeNumberField("seconds", timer.seconds().getAsInt());
            json.writeStringField("secondsFrom", timer.borrowed() ? "another-session" : "this-session");
        }
        writeIfPresent("lastHeardNanos", timer.lastHeardNanos());
        writeIfPresent("dueNanos", timer.dueNanos());
        writeIfPresent("firedNanos", timer.firedNanos());
        if (timer.isExpired() && timer.peerSeen()) {
            json.writeObjectFieldStart("meanwhile");
            json.writeNumberField("sent", timer.sent());
            json.writeNumberField("arrived", timer.arrived() + timer.unheard());
            json.writeNumberField("unheard", timer.unheard());
            json.writeNumberField("lost", timer.lost());
            json.writeNumberField("lostTransmissions", timer.transmissions());
            json.writeNumberField("sentAgain", timer.again());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void write(BgpEvent event) throws IOException {
        json.writeStartObject();
        json.writeNumberField("timeNanos", event.nanos());
        json.writeNumberField("end", event.end());
        json.writeStringField("what", event.what());
        if (!event.detail().isEmpty()) {
            json.writeStringField("detail", event.detail());
        }
        if (!event.fate().isEmpty()) {
            json.writeStringField("fate", event.fate());
            json.writeNumberField("count", event.count());
            json.writeNumberField("lastNanos", event.lastNanos());
            writeIfPresent("arrivedNanos", event.arrivedNanos());
            json.writeNumberField("transmissions", event.transmissions());
            if (event.lostTransmissions() > 0) {
                json.writeNumberField("lostTransmissions", event.lostTransmissions());
            }
            json.writeNumberField("fileIndex", event.file());
            json.writeNumberField("frame", event.frame());
        }
        json.writeEndObject();
    }

    private void writeIfPresent(String key, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(key, value.get());
        }
    }

    private void writeIfPresent(String key, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(key, value.getAsLong());
        }
    }
}
