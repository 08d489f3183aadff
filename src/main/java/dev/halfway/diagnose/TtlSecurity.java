package dev.halfway.diagnose;

import dev.halfway.match.TraitRow;
import java.util.Optional;

/** The host takes only packets that came from next door, by their TTL (GTSM, RFC 5082). */
final class TtlSecurity implements Rule {
    @Override
    public String name() {
        return "GTSM";
    }

    private static final int FROM_NEXT_DOOR = 255;

    @Override
    public Optional<Explanation> of(Silence silence) {
        Optional<TraitRow> arriving = silence.symptoms().traits(silence.to(), silence.from(), silence.to(), true);
        Optional<TraitRow> leaving = silence.symptoms().traits(silence.to(), silence.to(), silence.from(), true);
        boolean demands = leaving.isPresent() && leaving.get().timesToLive().most() == FROM_NEXT_DOOR;
        if (!silence.mayDropSegments()
                || !demands
                || arriving.isEmpty()
                || ignored(silence, arriving.get()).most() == FROM_NEXT_DOOR) {
            return Optional.empty();
        }
        return Optional.of(supported(Support.STRONG)
                .because(silence.to() + " sends TCP with TTL 255, as hosts do that ask for it")
                .because("what arrives from " + silence.from() + " has TTL " + words(arriving.get()))
                .leaving("ttl-security of the session on " + silence.to() + " and on " + silence.from())
                .next(silence.commands()
                        .onReceiver("birdc show protocols all (ttl security), and the same on " + silence.from())));
    }

    /** What is left unacknowledged on a connection that has opened is data: what opened it the kernel sent, with its own TTL. */
    private static TraitRow.Range ignored(Silence silence, TraitRow arriving) {
        return silence.manner() == Silence.Manner.STALL
                ? arriving.ofData().orElse(arriving.timesToLive())
                : arriving.timesToLive();
    }

    /** A kernel answers SYNs with another TTL than the daemon sets for its connection. */
    private static String words(TraitRow arriving) {
        if (arriving.ofData().isEmpty() || arriving.ofSyns().isEmpty()) {
            return words(arriving.timesToLive());
        }
        String data = words(arriving.ofData().get());
        String syns = words(arriving.ofSyns().get());
        return data.equals(syns) ? data : data + " in data segments, " + syns + " in SYNs and SYN-ACKs";
    }

    private static String words(TraitRow.Range range) {
        return Words.range(range.least(), range.most());
    }
}
