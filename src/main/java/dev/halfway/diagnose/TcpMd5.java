package dev.halfway.diagnose;

import dev.halfway.match.TraitRow;
import java.util.Optional;

/** One side signs its segments with TCP's MD5 option and the other does not, or both with other keys (RFC 2385). */
final class TcpMd5 implements Rule {
    @Override
    public String name() {
        return "TCP-MD5";
    }

    @Override
    public Optional<Explanation> of(Silence silence) {
        Optional<TraitRow> asked = silence.symptoms().traits(silence.to(), silence.from(), silence.to(), true);
        if (!silence.mayDropSegments() || asked.isEmpty()) {
            return Optional.empty();
        }
        Optional<TraitRow> own = silence.symptoms().traits(silence.to(), silence.to(), silence.from(), true);
        boolean theirs = asked.get().signed() > 0;
        boolean ours = own.isPresent() && own.get().signed() > 0;
        if (!theirs && !ours) {
            return Optional.empty();
        }
        boolean oneSideOnly = own.isPresent() && theirs != ours;
        return Optional.of(supported(Support.STRONG)
                .because(theirs, "segments from " + silence.from() + " carry option 19")
                .because(theirs && oneSideOnly, "segments from " + silence.to() + " do not")
                .because(
                        !theirs,
                        "segments from " + silence.to() + " carry option 19, those from " + silence.from() + " do not")
                .against(own.isEmpty(), "no segment of " + silence.to() + " is seen: whether it signs is not known")
                .leaving("the MD5 password of the session on " + silence.from() + " and on " + silence.to())
                .next(silence.commands()
                        .onReceiver("nstat -az TcpExtTCPMD5NotFound TcpExtTCPMD5Unexpected" + " TcpExtTCPMD5Failure")));
    }
}
