package dev.halfway.diagnose;

import java.util.Optional;

/** A hold timer expires (RFC 4271 section 6.5) and the network has lost nothing: a daemon did not send, or did not listen. */
final class HoldTimerWithoutLoss implements Rule {
    /** So long before and after a timer expires its reason is looked for. */
    private static final long AROUND_NANOS = 60_000_000_000L;

    @Override
    public String name() {
        return "BGP hold timer without loss";
    }

    @Override
    public Optional<Explanation> of(Expiry expiry) {
        boolean silence = expiry.kind() == BgpFact.Kind.HOLD_TIMER_SILENCE;
        String suspect = expiry.suspect().name();
        return Optional.of(supported(expiry.isMutual() ? Support.STRONG : Support.DECISIVE)
                .because(silence, "no BGP message left " + suspect + " before the timer expired")
                .because(!silence, "messages reached " + suspect + " before its timer expired")
                .against(
                        expiry.isMutual(),
                        expiry.end().name()
                                + " was silent as well, if not for so long: what both hosts share may be slow")
                .rulingOut("the network between the two: what was sent arrived")
                .leaving("the daemon on " + suspect
                        + ": stopped, starved of CPU, waiting for a disk or a lock, or its clock")
                .leaving(
                        expiry.isMutual(),
                        "the daemon on " + expiry.end().name() + ", likewise; the machine under both")
                .next("on " + suspect
                        + ": ps -o pid,stat,wchan:20,etime,cmd -C bird,bgpd,gobgpd; journalctl --utc -u bird"
                        + around(expiry)));
    }

    /** The log of then, not of now. */
    private static String around(Expiry expiry) {
        long nanos = expiry.facts().get(0).nanos();
        return " --since '" + Words.dateTime(nanos - AROUND_NANOS) + " UTC' --until '"
                + Words.dateTime(nanos + AROUND_NANOS) + " UTC'";
    }
}
