package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.AppearedRow;
import dev.halfway.match.AskedRow;
import dev.halfway.match.LossRow;
import dev.halfway.match.Plan;
import dev.halfway.match.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each capture shows by itself, when the captures cannot be laid beside each other. */
final class OneSided {
    /** A sentence is no list. */
    private static final int MOST_ASKED = 3;

    private final List<LossRow> left;
    private final List<AppearedRow> arrived;
    private final Plan plan;
    private final List<String> hosts;

    OneSided(List<LossRow> left, List<AppearedRow> arrived, Plan plan, List<String> hosts) {
        this.left = left;
        this.arrived = arrived;
        this.plan = plan;
        this.hosts = hosts;
    }

    /** Why packets cannot be paired, and what each side shows. */
    String sentence(List<InputFacts> inputs) {
        String stories = hosts.stream()
                .sorted()
                .map(this::story)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining(" "));
        Optional<InputFacts> empty =
                inputs.stream().filter(input -> input.inScope() == 0).findFirst();
        if (empty.isPresent() && stories.isEmpty()) {
            String beside = beside(empty.get().point().host(), inputs);
            return reason(inputs) + (beside.isEmpty() ? next() : beside);
        }
        return reason(inputs)
                + likely()
                + (stories.isEmpty() ? "" : " " + stories)
                + (isUnrelated() ? sharedAddress().orElse(next()) : next());
    }

    /**
     * What the other captures show where all captures of one host show nothing to compare, and nothing that could not be read;
     * empty where they show as little.
     */
    String beside(String empty, List<InputFacts> inputs) {
        boolean shows = inputs.stream()
                .filter(input -> input.point().host().equals(empty))
                .anyMatch(input -> input.inScope() > 0
                        || input.undecodedCount() > 0
                        || input.notAnalysed().containsKey(Reason.WITHOUT_TIME.words("")));
        if (shows) {
            return "";
        }
        List<AskedRow> asked = hosts.stream()
                .filter(host -> !host.equals(empty))
                .sorted()
                .flatMap(host -> plan.asked(hosts.indexOf(host)).stream())
                .toList();
        if (asked.isEmpty()) {
            return "";
        }
        String shown = asked.stream().limit(MOST_ASKED).map(OneSided::words).collect(Collectors.joining("; "));
        int more = asked.size() - MOST_ASKED;
        return " " + Words.sentence(shown + (more > 0 ? "; and " + Words.count(more, "more") + " likewise" : ""))
                + (asked.stream().allMatch(AskedRow::answered)
                        ? " Look for why the capture at " + empty + " has none of it: its time, interface and filter."
                        : " Where they ended the capture at " + empty
                                + " cannot confirm; if it ran meanwhile where they"
                                + " come in, with a filter that takes them, none came so far.")
                + next();
    }

    private static String words(AskedRow row) {
        return "the capture at " + row.seenAt() + " shows " + Words.count(row.requests(), row.request()) + " from "
                + row.asker() + " to " + row.asked() + (row.port() == 0 ? "" : " port " + row.port())
                + (row.answered() ? ", and answers" : ", and no answer");
    }

    /** Where no finding says it. */
    private String next() {
        List<String> sorted = hosts.stream().sorted().toList();
        return !findings().isEmpty() || sorted.size() != 2
                ? ""
                : " Next: " + Commands.captureBoth(sorted.get(0), sorted.get(1)) + ".";
    }

    /** What both stories together come to. */
    private String likely() {
        String answers = Words.list(findings().stream()
                .map(each -> Words.plural(each.typeP().get(0)) + " leave "
                        + each.from().orElse("") + " and do not reach "
                        + each.to().orElse("") + ", whose requests arrive")
                .toList());
        return answers.isEmpty() ? "" : " Likely all the same: " + answers + ".";
    }

    private String reason(List<InputFacts> inputs) {
        for (InputFacts input : inputs) {
            if (input.inScope() == 0) {
                return "Cannot tell: " + input.point().name() + " " + emptyHanded(input) + ".";
            }
        }
        if (isUnrelated()) {
            return "Cannot tell: the captures have no pair of addresses in common"
                    + (sharedAddress().isEmpty() ? "; they do not look like two ends of the same traffic." : ".");
        }
        for (int g = 0; g < hosts.size(); g++) {
            for (int h = g + 1; h < hosts.size(); h++) {
                if (!plan.windowsOverlap(g, h)) {
                    return "Cannot tell packet by packet: the captures of "
                            + Stream.of(hosts.get(g), hosts.get(h)).sorted().collect(Collectors.joining(" and "))
                            + " do not overlap in time, so no packet can be in both.";
                }
            }
        }
        return "Cannot tell: no packet could be judged.";
    }

    private boolean isUnrelated() {
        return left.isEmpty() && arrived.isEmpty();
    }

    /**
     * What one host asks in vain of an address that is alive in the other's capture, with others: it may be the other's, and
     * all that it is asked lost.
     */
    private Optional<String> sharedAddress() {
        List<String> sorted = hosts.stream().sorted().toList();
        return sorted.stream()
                .flatMap(near ->
                        sorted.stream().filter(far -> !far.equals(near)).flatMap(far -> sharedAddress(near, far)))
                .findFirst();
    }

    private Stream<String> sharedAddress(String near, String far) {
        List<AskedRow> asked = plan.asked(hosts.indexOf(near));
        Set<String> alive = plan.asked(hosts.indexOf(far)).stream()
                .filter(AskedRow::answered)
                .flatMap(row -> Stream.of(row.asker(), row.asked()))
                .collect(Collectors.toSet());
        Set<String> answering =
                asked.stream().filter(AskedRow::answered).map(AskedRow::asked).collect(Collectors.toSet());
        return asked.stream()
                .filter(row -> alive.contains(row.asked()) && !answering.contains(row.asked()))
                .limit(1)
                .map(first -> " Both show " + first.asked() + ": at " + near + " "
                        + Words.list(asked.stream()
                                .filter(row -> row.asked().equals(first.asked())
                                        && row.asker().equals(first.asker()))
                                .limit(MOST_ASKED)
                                .map(row -> Words.count(row.requests(), row.request())
                                        + (row.port() == 0 ? "" : " to its port " + row.port()))
                                .toList())
                        + " from " + first.asker() + " have no answer, at " + far + " it talks with others. If it is "
                        + far + "'s, say --address " + near + "=" + first.asker() + " --address " + far + "="
                        + first.asked() + ".");
    }

    private static String emptyHanded(InputFacts input) {
        return input.unreadLinkTypes()
                .map(linkTypes -> "is a capture of " + linkTypes
                        + ", which is not read; capture on an Ethernet interface, or on 'any'")
                .orElse("holds no ICMP echo and no segment on the TCP ports analysed");
    }

    /** Which requests a host sent and whether answers came, as its own capture has it. */
    private String story(String host) {
        List<String> parts = new ArrayList<>();
        for (LossRow row : left) {
            if (row.from().equals(host) && row.typeP() == TypeP.ICMP_ECHO_REQUEST) {
                long answers = arrived(row.to(), host, TypeP.ICMP_ECHO_REPLY);
                parts.add("sends " + row.sent() + " echo requests to " + row.to() + " and receives " + answers
                        + " replies");
            } else if (row.from().equals(host) && row.typeP() == TypeP.ICMP_ECHO_REPLY) {
                long requests = arrived(row.to(), host, TypeP.ICMP_ECHO_REQUEST);
                parts.add("receives " + requests + " echo requests from " + row.to() + " and sends " + row.sent()
                        + " replies");
            } else if (row.from().equals(host) && row.typeP() == TypeP.TCP_SYN) {
                long answers = arrived(row.to(), host, TypeP.TCP_SYN_ACK);
                parts.add("sends " + row.sent() + " SYNs to " + row.to() + " and receives " + answers + " SYN-ACKs");
            } else if (row.from().equals(host) && row.typeP() == TypeP.TCP_SYN_ACK) {
                parts.add("sends " + row.sent() + " SYN-ACKs to " + row.to());
            }
        }
        return parts.isEmpty() ? "" : "By itself " + host + " " + String.join("; ", parts) + ".";
    }

    private long arrived(String from, String to, TypeP typeP) {
        return arrived.stream()
                .filter(row -> row.from().equals(from) && row.to().equals(to) && row.typeP() == typeP)
                .mapToLong(AppearedRow::count)
                .sum();
    }

    /** Loss that both stories together make likely: one side answers what the other never gets answered. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (LossRow row : left) {
            boolean answers = row.typeP() == TypeP.ICMP_ECHO_REPLY || row.typeP() == TypeP.TCP_SYN_ACK;
            if (answers
                    && row.sent() > 0
                    && isApart(row)
                    && arrived(row.from(), row.to(), row.typeP()) == 0
                    && asks(row)) {
                findings.add(likely(row));
            }
        }
        return findings;
    }

    /** The captures of the two do not overlap, and nothing was judged between them, either way. */
    private boolean isApart(LossRow row) {
        return !plan.windowsOverlap(hosts.indexOf(row.from()), hosts.indexOf(row.to()))
                && left.stream()
                        .filter(each -> each.from().equals(row.from())
                                        && each.to().equals(row.to())
                                || each.from().equals(row.to()) && each.to().equals(row.from()))
                        .noneMatch(each -> each.judged() > 0);
    }

    private boolean asks(LossRow answers) {
        TypeP request = answers.typeP() == TypeP.ICMP_ECHO_REPLY ? TypeP.ICMP_ECHO_REQUEST : TypeP.TCP_SYN;
        return left.stream()
                .anyMatch(row -> row.typeP() == request
                        && row.sent() > 0
                        && row.from().equals(answers.to())
                        && row.to().equals(answers.from()));
    }

    private static Finding likely(LossRow row) {
        return Finding.of(
                        "one-way-loss",
                        Grade.LIKELY,
                        Words.sentence(
                                Words.plural(row.typeP()) + " leave " + row.from() + " and none is seen at " + row.to()
                                        + ", whose requests go unanswered; the captures do not overlap, so this is likely, not proven"))
                .between(row.from(), row.to())
                .of(List.of(row.typeP()))
                .rulingOut(List.of("netfilter on " + row.from() + " for what it sends: it is seen behind it, leaving"))
                .leaving(List.of(
                        "everything between the two capture points, in the direction to " + row.to(),
                        "a change between the times of the two captures"))
                .next(Commands.captureBoth(row.from(), row.to()))
                .build();
    }
}
