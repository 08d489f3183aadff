package dev.halfway.diagnose;

import java.util.Optional;

/** A hold timer expires (RFC 4271 section 6.5) and the network has lost nothing: a daemon did not send, or did not listen. */
final class HoldTimerWithoutLoss implements Rule {
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
                .rulingOut("the network between the two: what BGP sent arrived")
                .leaving("the daemon on " + suspect + remaining(expiry) + (expiry.clockKept() ? "" : ", or its clock"))
                .leaving(
                        expiry.isMutual(),
                        "the daemon on " + expiry.end().name() + ", likewise; the machine under both, if what else the"
                                + " two sent was slow then, too")
                .next("on " + suspect
                        + ": ps -o pid,stat,wchan:20,etime,cmd -C bird,bgpd,gobgpd; journalctl --utc -u bird"
                        + expiry.around()));
    }

    /** What a daemon that did so may have met. */
    private static String remaining(Expiry expiry) {
        if (expiry.othersGoOn() > 0) {
            return ", not all of it, as it goes on with " + Words.count(expiry.othersGoOn(), "other session")
                    + " meanwhile: what serves this one (a queue, a lock, a daemon of its own)";
        } else if (expiry.kind() == BgpFact.Kind.HOLD_TIMER_SILENCE) {
            return expiry.speaksAgain()
                    ? " for that time, as it speaks again: stopped, starved of CPU, waiting for a disk or a lock"
                    : ": stopped, hung, starved of CPU, waiting for a disk or a lock";
        }
        HoldTimer timer = expiry.timer();
        if (timer.ownSilenceNanos().isPresent() || timer.lateNanos().isPresent()) {
            return " for that time: stopped, starved of CPU, waiting for a disk or a lock, so that it had not read what"
                    + " came when its timer fired";
        }
        return (timer.ownNanos().isPresent() && timer.seconds().isPresent()
                        ? ", which runs, as it sends its own messages in time until then: it"
                        : ": it")
                + " did not read or take what came, or does not wait as long as was agreed on (its configuration)";
    }
}
