package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.TimeSpan;
import java.util.List;
import java.util.Optional;

/** A {@link Finding} that is put together piece by piece; what is left out is not known. */
public final class FindingDraft {
    private final String kind;
    private Grade grade;
    private String sentence;
    private Optional<String> from = Optional.empty();
    private Optional<String> to = Optional.empty();
    private List<TypeP> typeP = List.of();
    private Optional<Decider> decidedBy = Optional.empty();
    private Optional<TimeSpan> when = Optional.empty();
    private boolean saysTooFew;
    private Optional<String> subject = Optional.empty();
    private boolean lasting;
    private boolean ownAccord;
    private String place = "unknown";
    private Optional<Finding.Cause> cause = Optional.empty();
    private List<String> clearedHosts = List.of();
    private List<String> rulesOut = List.of();
    private List<String> remaining = List.of();
    private Optional<String> nextExperiment = Optional.empty();

    FindingDraft(String kind, Grade grade, String sentence) {
        this.kind = kind;
        this.grade = grade;
        this.sentence = sentence;
    }

    /** One that is to become another. */
    FindingDraft(Finding like) {
        this(like.kind(), like.grade(), like.sentence());
        between(like.from(), like.to())
                .of(like.typeP())
                .decidedBy(like.decidedBy())
                .during(like.when())
                .sayingTooFew(like.saysTooFew())
                .about(like.subject())
                .lasting(like.lasting())
                .ofOwnAccord(like.ownAccord())
                .at(like.place())
                .by(like.cause())
                .clearing(like.clearedHosts())
                .rulingOut(like.rulesOut())
                .leaving(like.remaining())
                .next(like.nextExperiment());
    }

    FindingDraft graded(Grade newGrade) {
        grade = newGrade;
        return this;
    }

    FindingDraft saying(String newSentence) {
        sentence = newSentence;
        return this;
    }

    public FindingDraft between(String fromHost, String toHost) {
        return between(Optional.of(fromHost), Optional.of(toHost));
    }

    FindingDraft between(Optional<String> fromHost, Optional<String> toHost) {
        from = fromHost;
        to = toHost;
        return this;
    }

    public FindingDraft of(List<TypeP> kinds) {
        typeP = kinds;
        return this;
    }

    public FindingDraft decidedBy(Optional<Decider> decider) {
        decidedBy = decider;
        return this;
    }

    FindingDraft during(Optional<TimeSpan> span) {
        when = span;
        return this;
    }

    public FindingDraft sayingTooFew(boolean says) {
        saysTooFew = says;
        return this;
    }

    FindingDraft about(Optional<String> what) {
        subject = what;
        return this;
    }

    FindingDraft lasting(boolean lasts) {
        lasting = lasts;
        return this;
    }

    FindingDraft ofOwnAccord(boolean isOwn) {
        ownAccord = isOwn;
        return this;
    }

    public FindingDraft at(String where) {
        place = where;
        return this;
    }

    public FindingDraft by(Finding.Cause known) {
        return by(Optional.of(known));
    }

    FindingDraft by(Optional<Finding.Cause> known) {
        cause = known;
        return this;
    }

    public FindingDraft clearing(List<String> hosts) {
        clearedHosts = hosts;
        return this;
    }

    public FindingDraft rulingOut(List<String> what) {
        rulesOut = what;
        return this;
    }

    public FindingDraft leaving(List<String> what) {
        remaining = what;
        return this;
    }

    public FindingDraft next(String experiment) {
        return next(Optional.of(experiment));
    }

    FindingDraft next(Optional<String> experiment) {
        nextExperiment = experiment;
        return this;
    }

    public Finding build() {
        return new Finding(
                kind,
                grade,
                sentence,
                from,
                to,
                typeP,
                decidedBy,
                when,
                saysTooFew,
                subject,
                lasting,
                ownAccord,
                place,
                cause,
                clearedHosts,
                rulesOut,
                remaining,
                nextExperiment);
    }
}
