package dev.halfway.diagnose;

import dev.halfway.match.LossRow;
import dev.halfway.match.TraitRow;
import java.util.Optional;

/** Packets arrive with a wrong checksum, and the host drops them without a word (RFC 9293 section 3.1, RFC 1122 section 3.2.2). */
final class BadChecksum implements Rule {
    @Override
    public String name() {
        return "bad checksum at arrival";
    }

    @Override
    public Optional<Explanation> of(Silence silence) {
        if (silence.manner() == Silence.Manner.REFUSAL) {
            return Optional.empty(); // a host that resets has taken the segment
        }
        return silence.symptoms()
                .traits(silence.to(), silence.from(), silence.to(), silence.isTcpAsked())
                .filter(row -> row.checksumsInvalid() * 2 > row.checksumsTried())
                .map(row -> explain(silence, row));
    }

    private Explanation explain(Silence silence, TraitRow row) {
        boolean answersOthers = silence.isTcpAsked()
                && silence.answering().filter(other -> other.port() > 0).isPresent();
        boolean all = row.checksumsInvalid() == row.checksumsTried();
        return supported(answersOthers ? Support.FAIR : all ? Support.DECISIVE : Support.STRONG)
                .because(words(row))
                .against(answersOthers, "it answers connections to another port, which come the same way")
                .leaving("a device or driver that changes packets on the way to " + silence.to()
                        + " and leaves the checksum as it was; checksum offload on " + silence.from())
                .next(silence.commands().onReceiver("nstat -az TcpInCsumErrors IcmpInCsumErrors"));
    }

    @Override
    public Optional<Explanation> of(Oddity oddity) {
        if (oddity.kind() != Oddity.Kind.CORRUPTION) {
            return Optional.empty();
        }
        long all = oddity.rows().stream().mapToLong(LossRow::corrupted).sum();
        long segments = oddity.rows().stream()
                .filter(Loss::isTcp)
                .mapToLong(LossRow::corrupted)
                .sum();
        boolean tcp = 2 * segments > all;
        return oddity.symptoms()
                .traits(oddity.to(), oddity.from(), oddity.to(), tcp)
                .filter(row -> row.checksumsInvalid() > 0)
                .map(row -> supported(Support.STRONG)
                        .because(words(row))
                        .rulingOut("loss: the packets arrive, and the host drops them for their checksum")
                        .leaving("memory or links from " + oddity.from() + " to " + oddity.to())
                        .next(oddity.commands().onReceiver("nstat -az TcpInCsumErrors IcmpInCsumErrors")));
    }

    private static String words(TraitRow row) {
        return "of " + Words.count(row.checksumsTried()) + (row.tcp() ? " segments" : " echo packets") + " tried at "
                + row.to() + ", " + Words.count(row.checksumsInvalid())
                + (row.checksumsInvalid() == 1 ? " has" : " have") + " a wrong checksum";
    }
}
