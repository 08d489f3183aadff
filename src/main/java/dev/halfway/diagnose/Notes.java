package dev.halfway.diagnose;

import dev.halfway.match.LossRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Limits that touch a result, as sentences. */
final class Notes {
    private final List<InputFacts> inputs;
    private final List<ClockFacts> clocks;
    private final List<LossRow> losses;
    private final List<String> more;

    /** @param more sentences from elsewhere */
    Notes(List<InputFacts> inputs, List<ClockFacts> clocks, List<LossRow> losses, List<String> more) {
        this.inputs = inputs;
        this.clocks = clocks;
        this.losses = losses;
        this.more = more;
    }

    List<String> all() {
        List<String> notes = new ArrayList<>();
        for (InputFacts input : inputs) {
            notes.addAll(input.point().warnings());
            input.unreadLinkTypes()
                    .map(linkTypes -> input.point().name() + ": packets of " + linkTypes + " are not read.")
                    .ifPresent(notes::add);
            if (input.slightStepBack().isEmpty()) {
                input.stepBack().ifPresent(notes::add);
            }
        }
        inputs.stream()
                .flatMap(input -> input.otherTcp().stream())
                .reduce(InputFacts.OtherTcp::and)
                .map(Notes::leftAside)
                .ifPresent(notes::add);
        for (ClockFacts clock : clocks) {
            if (clock.basis().equals("wall-clock")) {
                notes.add(
                        "No packet " + (isAnyMatched(clock) ? "that can be told from all others " : "") + "is in both "
                                + clock.from() + "'s and " + clock.to()
                                + "'s captures: their clocks are taken to agree, and all timing between them is unsynchronised.");
            } else if (clock.basis().equals("one-way")) {
                notes.add("Packets matched one way only between " + clock.from() + " and " + clock.to()
                        + ": the offset of their clocks has a bound on one side only, and delays are relative.");
            } else if (clock.basis().equals("both-ways") && clock.boundNanos().isEmpty()) {
                notes.add("How far the clocks of " + clock.from() + " and " + clock.to()
                        + " may be off is not told: one of"
                        + " them was set, or may have been, where too few packets went both ways.");
            }
        }
        notes.addAll(more);
        return notes;
    }

    private boolean isAnyMatched(ClockFacts clock) {
        List<String> hosts = List.of(clock.from(), clock.to());
        return losses.stream()
                .anyMatch(row -> hosts.contains(row.from())
                        && hosts.contains(row.to())
                        && row.delivered() + row.late() + row.corrupted() > 0);
    }

    private static String leftAside(InputFacts.OtherTcp tcp) {
        return String.format(
                Locale.ROOT,
                "TCP on other ports was left aside: %,d packet%s, %s; --tcp-port %d analyses %s.",
                tcp.packets(),
                tcp.packets() == 1 ? "" : "s",
                tcp.where(),
                tcp.commonestPort(),
                tcp.commonestPackets() == tcp.packets() ? "them" : "those");
    }
}
