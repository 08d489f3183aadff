package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.LossRow;
import dev.halfway.match.Role;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is said of the losses of one direction: of which packets, when, and what arrives beside them. */
final class LossSentences {
    /** A run of fewer is not worth telling since when. */
    private static final int LEAST_RUN = 5;

    private LossSentences() {}

    /** What leaves and never arrives, by what decides; with the counts of what does arrive. */
    static String sentence(Loss loss, Optional<Decider> decider, Optional<Causes.Choice> choice) {
        if (loss.lossy().size() == 1 && loss.lossy().get(0).lost() == 1) {
            LossRow row = loss.lossy().get(0);
            return Words.count(1, row.typeP()) + " of " + Words.count(row.judged())
                    + (loss.isInner()
                            ? " is seen inside " + loss.from() + " and never leaves it by its outer interface"
                            : " leaves " + loss.from() + " and never reaches " + loss.to());
        }
        String way = loss.inner()
                .filter(InnerLoss::isMost)
                .map(inner -> " " + inner.way())
                .orElse(" leave " + loss.from() + " and never reach " + loss.to());
        Optional<String> ofOldConnections = choice.filter(
                        each -> each.best().name().equals(StatefulDevice.NAME))
                .flatMap(each -> ofOldConnections(loss, way));
        if (ofOldConnections.isPresent()) {
            return ofOldConnections.get();
        }
        Optional<Clues.Suspect> pause = choice.filter(each -> each.best().name().equals(IdleTimeout.NAME))
                .flatMap(each -> IdleTimeout.asWell(loss));
        if (pause.isPresent()) {
            return every(pause.get().inside()) + " " + Words.brief(pause.get().words()) + way + " (" + kinds(loss)
                    + "); of all others "
                    + afterPause(pause.get().feature(), pause.get().detail())
                    + Words.of(
                            pause.get().outside().judged(),
                            pause.get().outside().judged()) + " arrive";
        }
        if (loss.spells().isPresent()) {
            return again(loss, loss.spells().get());
        }
        if (decider.isEmpty()) {
            Optional<Confined> confined = loss.confined();
            if (confined.isPresent() && begunByOne(loss).isEmpty() && !IdleTimeout.isSuspected(loss)) {
                return meanwhile(loss, confined.get());
            }
            return counts(loss)
                    + begunByOne(loss)
                            .map(host -> " of exchanges that " + host + " began")
                            .orElse("")
                    + way
                    + loss.rhythm().map(rhythm -> ", " + rhythm.words()).orElse("")
                    + confined.map(each -> ", those lost all sent " + each.words())
                            .orElse(duration(loss))
                    + ofOneSize(loss)
                    + ofPause(loss)
                    + begunByOne(loss).map(host -> passing(loss)).orElse("");
        }
        Decider by = decider.get();
        String more = loss.spellsOfKinds().isPresent() ? "" : always(loss, by) + besides(loss, by);
        return decided(loss, by, way) + more;
    }

    /** @param none before it stands none of the packets, else some of them */
    private static String leaving(Loss loss, boolean none) {
        String from = loss.from();
        if (loss.isInner()) {
            return " that are seen inside " + from + (none ? " leaves" : " never leave") + " it by its outer interface";
        }
        return " that leave " + from + (none ? " reaches " : " never reach ") + loss.to();
    }

    private static String decided(Loss loss, Decider by, String way) {
        String others = Words.of(
                        by.outside().judged() - by.outside().lost(),
                        by.outside().judged()) + " arrive";
        return switch (by.feature()) {
            case TIME ->
                (by.outside().lost() == 0 ? when(loss) : ByTime.brief(by.value())) + " " + none(by.inside())
                        + leaving(loss, Loss.isAll(by.inside())) + " (" + kinds(loss, by)
                        + "); at other times " + others;
            case INITIATOR, ROLE -> {
                String when = WhileLosing.when(by.words());
                String begun = by.words().replace(when, "") + way;
                String rest = "; " + rest(loss, by) + " " + others;
                yield when.isEmpty()
                        ? counts(inside(loss, by)) + " " + begun + duration(loss) + rest
                        : whenFirst(when, every(by.inside()) + " (" + kinds(loss, by) + ") " + begun + rest);
            }
            case KIND -> {
                if (loss.spellsOfKinds().isPresent()) {
                    yield againOfKinds(loss, loss.spellsOfKinds().get());
                }
                String when = WhileLosing.when(by.words());
                yield ofKind(by) + " (" + Words.share(by.inside()) + ")" + way
                        + (when.isEmpty() ? duration(loss) : when) + "; of all other packets "
                        + (ByKind.isOfShown(loss)
                                ? "(fragments behind the first, which have no such header, too) "
                                : "")
                        + others;
            }
            default ->
                whenFirst(
                        WhileLosing.when(by.words()),
                        every(by.inside(), ofSegments(by) ? "segment" : "packet") + " "
                                + Words.brief(by.words()).replace(WhileLosing.when(by.words()), "") + way + " ("
                                + kinds(loss, by) + "); of all others " + afterPause(by.feature(), by.detail())
                                + others);
        };
    }

    /** Where a device has lost what it kept of connections: that, and since when, before all else. */
    private static Optional<String> ofOldConnections(Loss loss, String way) {
        Optional<ForgottenConnections> alone = ForgetfulDevice.forgotten(loss);
        if (alone.isPresent()) {
            ForgottenConnections forgotten = alone.get();
            long others = loss.all().judged() - loss.all().lost();
            return Optional.of("from " + Words.time(forgotten.sinceNanos()) + " on all "
                    + Words.count(forgotten.lost().lost()) + " packets of the " + forgotten.connections()
                    + " opened before" + way + " (" + kinds(loss) + "); of the "
                    + Words.count(forgotten.opened().size()) + " opened since and of all others "
                    + Words.of(others, others) + " arrive");
        }
        List<LossRow> responses =
                loss.lossy().stream().filter(row -> row.role() == Role.RESPONSE).toList();
        Sample begun = loss.of(Role.REQUEST);
        return loss.decidedBy(Feature.FIVE_TUPLE)
                .flatMap(decider -> loss.clues().forgotten())
                .filter(each -> each.ofInitiations() > 0 && !responses.isEmpty())
                .map(each -> counts(new Loss(loss.symptoms(), loss.from(), loss.to(), responses))
                        + " of exchanges that " + loss.to() + " began" + way + "; of what " + loss.from() + " began, "
                        + each.words() + ", and of all others "
                        + Words.of(begun.judged() - begun.lost(), begun.judged() - each.ofInitiations())
                        + " arrive");
    }

    /** @param when as {@link WhileLosing#when} gives it, with a comma before it; may be empty */
    private static String whenFirst(String when, String words) {
        return when.isEmpty() ? words : when.substring(2) + ", " + words;
    }

    /** Where nothing arrives more than once. */
    private static String again(Loss loss, Spells spells) {
        Sample outside = spells.outside();
        return spells.words() + " " + none(spells.inside()) + leaving(loss, true)
                + " ("
                + (outside.lost() > 0 ? "with those of other times " : "") + kinds(loss) + "); at other times "
                + Words.of(outside.judged() - outside.lost(), outside.judged()) + " arrive";
    }

    /** Where nothing of the kinds that decide arrives more than once. */
    private static String againOfKinds(Loss loss, Spells spells) {
        Sample outside = spells.outside();
        long others = loss.all().judged() - spells.inside().judged() - outside.judged(); // none of these kinds is lost
        String kinds = Words.list(loss.kinds().stream().map(Words::plural).toList());
        return spells.words() + " none of the " + Words.count(spells.inside().lost()) + " " + kinds
                + leaving(loss, true) + "; at other times "
                + Words.of(outside.judged() - outside.lost(), outside.judged())
                + " of them arrive, and of all other packets " + Words.of(others, others) + " arrive";
    }

    /** Where losses begin or end, and not all is lost meanwhile. */
    private static String meanwhile(Loss loss, Confined confined) {
        Sample outside = confined.outside();
        return confined.words() + ", " + Words.share(confined.inside()) + " packets"
                + leaving(loss, false) + " (" + kinds(loss) + ")"
                + loss.rhythm().map(rhythm -> ", " + rhythm.words()).orElse("")
                + "; at other times " + Words.of(outside.judged() - outside.lost(), outside.judged()) + " arrive";
    }

    /** Said where a pause decides: up to which one packets pass. */
    private static String afterPause(Feature feature, Decider.Detail detail) {
        return feature == Feature.IDLE_GAP && detail.isBounded()
                ? "(idle for at most " + Words.duration(detail.passes().getAsLong()) + ") "
                : "";
    }

    /** The same of too few flows to claim it. */
    private static String ofPause(Loss loss) {
        return loss.suspect(Feature.IDLE_GAP)
                .filter(each -> IdleTimeout.isSuspected(loss))
                .map(each -> ", all of them " + Words.brief(each.words()) + "; of all others "
                        + afterPause(each.feature(), each.detail())
                        + Words.of(
                                each.outside().judged() - each.outside().lost(),
                                each.outside().judged()) + " arrive")
                .orElse("");
    }

    /** Said where all that is lost is longer than all that arrives, and these are too few to claim it. */
    private static String ofOneSize(Loss loss) {
        return loss.suspect(Feature.SIZE)
                .map(each -> ", all of them " + Words.brief(each.words()) + "; " + each.others() + " "
                        + Words.of(
                                each.outside().judged() - each.outside().lost(),
                                each.outside().judged()) + " arrive")
                .orElseGet(() -> hint(loss));
    }

    /** Said where kind or size separates what is lost from what arrives, and these are too few to claim even that it may. */
    private static String hint(Loss loss) {
        List<Clues.Suspect> hints = loss.clues().hints();
        if (hints.isEmpty()) {
            return "";
        }
        long others = hints.get(0).outside().judged();
        return "; "
                + (others == 1 ? "the only other" : "all " + Words.count(others) + " others")
                + " ("
                + Words.list(hints.stream().map(Clues.Suspect::others).toList())
                + ") "
                + (others == 1 ? "arrives" : "arrive")
                + ", too few to be sure that "
                + Words.choice(hints.stream()
                        .map(each -> each.feature().words())
                        .distinct()
                        .toList())
                + " decides";
    }

    /** {@code SYNs}, {@code TCP packets}: what a decider by kind goes by. */
    private static String ofKind(Decider by) {
        String words = by.words().replace(WhileLosing.when(by.words()), "");
        return words.startsWith(ByKind.KINDS)
                ? words.substring(ByKind.KINDS.length())
                : words.substring(ByKind.PROTOCOL.length()) + " packets";
    }

    private static boolean ofSegments(Decider by) {
        return by.feature() == Feature.MESSAGE || by.feature() == Feature.PAYLOAD;
    }

    private static String every(Sample lost) {
        return every(lost, "packet");
    }

    /** {@code all 71 packets}, {@code 30 of 71 packets}. */
    private static String every(Sample lost, String what) {
        return Loss.isAll(lost) && lost.lost() > 1
                ? "all " + Words.count(lost.lost(), what)
                : Words.share(lost) + " " + what + "s";
    }

    /** {@code none of the 155 packets}, {@code 150 of 155 packets}. */
    private static String none(Sample lost) {
        return Loss.isAll(lost) ? "none of the " + Words.count(lost.lost(), "packet") : Words.share(lost) + " packets";
    }

    /** The host that began all that loses packets, where what the other began loses none: plain counts, nothing tested. */
    private static Optional<String> begunByOne(Loss loss) {
        Sample begun = loss.of(Role.REQUEST);
        boolean responses = loss.lossy().stream().allMatch(row -> row.role() == Role.RESPONSE);
        return responses && begun.judged() > 0 && begun.lost() == 0 ? Optional.of(loss.to()) : Optional.empty();
    }

    private static String passing(Loss loss) {
        Sample begun = loss.of(Role.REQUEST);
        return "; of what " + loss.from() + " began, " + Words.of(begun.judged() - begun.lost(), begun.judged())
                + " arrive";
    }

    /** All others, by who began them where that is one host. */
    private static String rest(Loss loss, Decider by) {
        boolean begun = by.feature() == Feature.INITIATOR
                && by.value().equals(loss.to())
                && loss.of(Role.REQUEST).judged() == by.outside().judged();
        return begun ? "of what " + loss.from() + " began," : "of all others";
    }

    /**
     * {@code from 16:41:05.123 to 16:41:08.223 (3.1 s)}, the first loss and the last; {@code on} where the end is not seen; with
     * {@code or earlier} and {@code or later} where for a while there is nothing that would show it.
     */
    private static String when(Loss loss) {
        Optional<LossPattern> pattern = loss.pattern();
        if (pattern.isEmpty() || pattern.get().firstLostNanos().isEmpty()) {
            return "for a time";
        }
        long onset = pattern.get().firstLostNanos().getAsLong();
        String earlier = pattern.get()
                .openFromNanos()
                .map(since -> ", or earlier (nothing that leaves after " + Words.time(since) + " tells)")
                .orElse("");
        if (pattern.get().firstAfterNanos().isEmpty()) {
            return "from " + Words.time(onset) + " on" + earlier;
        }
        return Words.period(onset, pattern.get().lastLostNanos().orElse(onset))
                + earlier
                + pattern.get()
                        .openUntilNanos()
                        .map(until -> " or later (nothing that would tell leaves until " + Words.time(until) + ")")
                        .orElse("");
    }

    /** Said where the losses are one run that has an end, or that begins after other packets arrived. */
    private static String duration(Loss loss) {
        Optional<LossPattern> pattern = loss.pattern();
        boolean oneRun = pattern.isPresent()
                && pattern.get().longestPeriod() >= LEAST_RUN
                && pattern.get().longestPeriod() == pattern.get().lost()
                && pattern.get().lastBeforeNanos().isPresent();
        return oneRun ? ", every one sent " + when(loss) : "";
    }

    /** What is lost of the class that decides, kind by kind. */
    private static String kinds(Loss loss, Decider by) {
        String tunnel = by.feature() == Feature.SIZE
                ? loss.clues().tunnel().map(each -> ", all in " + each.name()).orElse("")
                : "";
        return (by.lostKinds().isEmpty() ? kinds(loss) : kinds(by.lostKinds())) + tunnel;
    }

    private static String kinds(Map<TypeP, Long> lost) {
        return Words.list(lost.entrySet().stream()
                .map(each -> Words.count(each.getValue(), each.getKey()))
                .toList());
    }

    /**
     * Of kinds that are lost in the time in which what decides holds, those that are lost before and after it as well, all of
     * them; a clause. Empty where there are none.
     */
    private static String always(Loss loss, Decider by) {
        if (by.lostKinds().isEmpty() || WhileLosing.when(by.words()).isEmpty()) {
            return "";
        }
        List<String> kinds = sums(loss).entrySet().stream()
                .filter(each -> Loss.isAll(each.getValue())
                        && by.lostKinds().getOrDefault(each.getKey(), 0L) > 0
                        && by.lostKinds().get(each.getKey()) < each.getValue().lost()
                        && loss.of(row -> row.typeP() == each.getKey()).equals(each.getValue()))
                .map(each -> Words.plural(each.getKey()) + " never arrive, at no time (" + Words.share(each.getValue())
                        + " lost)")
                .toList();
        return kinds.isEmpty() ? "" : "; " + Words.list(kinds);
    }

    /** What else is lost, of packets that what decides leaves out, a clause; empty where that is little. */
    private static String besides(Loss loss, Decider by) {
        if (by.rest().isEmpty()) {
            return "";
        }
        Decider.Rest rest = by.rest().get();
        Sample others = by.outside();
        LossInterval range = LossInterval.of(others.lost(), others.judged()).orElseThrow();
        return "; the " + Words.count(others.lost()) + " that do not (" + kinds(rest.kinds()) + "; "
                + Words.percent(others.ratio()) + " %, 95 % range " + Words.percent(range.low()) + " to "
                + Words.percent(range.high()) + ") are "
                + (Misses.mayExplainRest(loss, by)
                        ? "no more than the capture at " + loss.to()
                                + " misses of those known to have arrived: whether any of them was lost cannot be told"
                        : "lost apart from that, " + apart(rest));
    }

    private static String apart(Decider.Rest rest) {
        return rest.decider()
                .map(decider -> rest.isOutage()
                        ? "all of them sent " + ByTime.brief(decider.value()) + ", when nothing arrives"
                        : "mostly packets " + Words.brief(decider.words()) + " (" + Words.share(decider.inside()) + ")")
                .orElse("by nothing that was tested");
    }

    /** {@code 12 echo requests and 9 echo replies}: what is lost, kind by kind. */
    private static String kinds(Loss loss) {
        return Words.list(sums(loss).entrySet().stream()
                .map(each -> Words.count(each.getValue().lost(), each.getKey()))
                .toList());
    }

    /** {@code Echo requests (12 of 35)}: lost of judged, kind by kind, whoever began the exchange. */
    static String counts(Loss loss) {
        return sums(loss).entrySet().stream()
                .map(each -> Words.plural(each.getKey()) + " (" + Words.share(each.getValue()) + ")")
                .collect(Collectors.joining(", "));
    }

    /** What is lost of the exchanges that decide, by who began them or by role; all that is lost where that leaves nothing. */
    private static Loss inside(Loss loss, Decider by) {
        List<LossRow> rows = loss.lossy().stream()
                .filter(row -> by.feature() == Feature.INITIATOR
                        ? row.initiator().equals(by.value())
                        : row.role().id().equals(by.value()))
                .toList();
        return rows.isEmpty() ? loss : new Loss(loss.symptoms(), loss.from(), loss.to(), rows);
    }

    private static Map<TypeP, Sample> sums(Loss loss) {
        Map<TypeP, Sample> byKind = new EnumMap<>(TypeP.class);
        for (LossRow row : loss.lossy()) {
            byKind.merge(
                    row.typeP(),
                    new Sample(row.judged(), row.lost()),
                    (one, other) -> new Sample(one.judged() + other.judged(), one.lost() + other.lost()));
        }
        return byKind;
    }
}
