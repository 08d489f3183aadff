package dev.halfway.diagnose;

import dev.halfway.match.LossRow;
import dev.halfway.match.Reason;
import dev.halfway.match.TimeSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Captures that missed packets of which it is known that they were there. */
final class GapFindings {
    private static final int LEAST_MISSED = 3;
    /** Captures miss single packets; up to this share nothing is said. */
    private static final double NEGLIGIBLE = 0.01;

    /** So many packets missed, and none of so many that the host sent meanwhile, are not the work of a capture that lacks some. */
    private static final int LEAST_ELSEWHERE = 5;

    private final Symptoms symptoms;

    GapFindings(Symptoms symptoms) {
        this.symptoms = symptoms;
    }

    /** @param others what was found already: no capture is told of twice */
    List<Finding> all(List<Finding> others) {
        List<Finding> findings = new ArrayList<>();
        for (String host : symptoms.hosts().stream().sorted().toList()) {
            long missed = symptoms.missed(host);
            long unseen = symptoms.unseen(host) - forged(host, others);
            long held = symptoms.arrived(host) + symptoms.left(host);
            boolean told = others.stream().anyMatch(each -> each.place().equals("capture:" + host));
            if (!told && missed + unseen >= LEAST_MISSED && missed + unseen > NEGLIGIBLE * (held + missed + unseen)) {
                findings.add(finding(host, missed, unseen));
            } else if (!told) {
                mayHavePaused(host).ifPresent(findings::add);
            }
        }
        return findings;
    }

    /** Packets that may have come while a capture stood still, for all that can be known. */
    private Optional<Finding> mayHavePaused(String host) {
        long open = symptoms.unjudged(host, Reason.CAPTURE_PAUSED);
        if (open < LEAST_MISSED || open <= NEGLIGIBLE * (symptoms.arrived(host) + open)) {
            return Optional.empty();
        }
        String pause = symptoms.pause(host);
        return Optional.of(Finding.of(
                        "capture-gap",
                        Grade.LIKELY,
                        Words.sentence(
                                Words.count(open, "packet") + " sent to " + host + " came to nothing while the capture"
                                        + " at " + host + " holds no record at all"
                                        + (pause.isEmpty() ? "" : " (" + pause + ")")
                                        + ", and no answer from there arrives: whether they were lost or the capture stood still cannot be told"))
                .at("capture:" + host)
                .by(new Finding.Cause(
                        "capture gap",
                        Grade.LIKELY,
                        List.of("neither what comes nor what leaves is in it just then"),
                        List.of("a host that sends nothing of its own, and to which nothing comes, looks the same")))
                .leaving(List.of(
                        "the capture at " + host + ": its buffer, its disk, or a stop of the process",
                        "a loss of all that was sent to " + host + " just then"))
                .next(Commands.capture(symptoms.inputs(), host))
                .build());
    }

    /** Of what was not seen leaving, what is told as sent by somebody else. */
    private long forged(String host, List<Finding> others) {
        boolean told = others.stream()
                .anyMatch(each -> each.kind().equals(Oddity.Kind.INJECTION.id())
                        && each.from().equals(Optional.of(host)));
        return told ? symptoms.unseenResets(host) : 0;
    }

    private Finding finding(String host, long missed, long unseen) {
        long byItself = missed < LEAST_ELSEWHERE ? 0 : symptoms.sentByItselfMeanwhile(host);
        boolean elsewhere = byItself >= LEAST_ELSEWHERE;
        List<String> parts = new ArrayList<>();
        long silent = symptoms.missedInSilence(host);
        long known = missed - silent;
        if (known > 0) {
            parts.add(Words.of(known, symptoms.arrived(host) + known) + " that reached it");
        }
        if (unseen > 0) {
            parts.add(Words.of(unseen, symptoms.left(host) + unseen) + " that it sent");
        }
        String pause = symptoms.pause(host);
        String unknown =
                silent == 0 ? "" : "; of " + Words.count(silent, "packet") + " sent to it meanwhile nothing is known";
        Optional<TimeSpan> when = Optional.ofNullable(symptoms.missing().get(host));
        return Finding.of(
                        "capture-gap",
                        elsewhere ? Grade.LIKELY : Grade.CERTAIN,
                        Words.sentence("the capture at " + host
                                + (parts.isEmpty()
                                        ? " is silent though packets are sent to " + host
                                        : " lacks packets that " + host
                                                + (elsewhere ? ", or another machine in its name," : "") + " handled: "
                                                + Words.list(parts))
                                + when.filter(span -> !symptoms.isInPause(host, span))
                                        .map(span -> ", " + Words.period(span.firstNanos(), span.lastNanos()))
                                        .orElse("")
                                + (pause.isEmpty() ? "" : "; " + pause) + unknown))
                .during(when)
                .at("capture:" + host)
                .by(new Finding.Cause(
                        "capture gap",
                        Grade.LIKELY,
                        List.of("what it does not hold was answered, acknowledged, counted as dropped, or seen at the"
                                + " other end, or came while nothing at all was recorded"),
                        elsewhere
                                ? List.of("of " + Words.count(byItself, "packet") + " that " + host
                                        + " sent by itself meanwhile its capture lacks none, and of what was sent to it"
                                        + " it holds nothing")
                                : List.of()))
                .rulingOut(
                        elsewhere
                                ? List.of()
                                : List.of(
                                        "loss on the way of those that were answered or acknowledged, and of those that left: they"
                                                + " are known to have passed " + host))
                .leaving(elsewhere ? List.of(anotherMachine(host), ofCapture(host)) : List.of(ofCapture(host)))
                .next((elsewhere ? whoAnswers(host) + "; then " : "") + Commands.capture(symptoms.inputs(), host))
                .build();
    }

    private static String ofCapture(String host) {
        return "the capture at " + host + ": its buffer, its disk, or a stop of the process";
    }

    private static String anotherMachine(String host) {
        return "another machine that answered in the name of " + host
                + " for that time, where its packets went: a duplicate address, or one that moved";
    }

    private String whoAnswers(String host) {
        String from = symptoms.losses().stream()
                .filter(row -> row.to().equals(host) && row.missed() > 0)
                .map(LossRow::from)
                .findFirst()
                .orElseThrow();
        return new Commands(symptoms, from, host).whoHasItsAddress();
    }
}
