package dev.halfway.diagnose;

import dev.halfway.bgp.BgpBytes;
import dev.halfway.decode.AddressBlock;
import dev.halfway.decode.PortSet;
import dev.halfway.match.Fate;
import dev.halfway.match.HostSurvey;
import dev.halfway.match.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the two ends of a BGP connection say, as the taps at both see it. */
final class BgpTalk {
    final BgpTap zero = new BgpTap(0, 1);
    final BgpTap one = new BgpTap(1, 0);
    final int[] said = new int[2];

    /** It arrives. */
    BgpTalk says(int from, double second, byte[] message) {
        return says(from, second, message, Fate.DELIVERED);
    }

    BgpTalk says(int from, double second, byte[] message, Fate fate) {
        boolean arrives = fate == Fate.DELIVERED;
        if (from == 0 || arrives) {
            zero.says(from, second, said[from], fate, message);
        }
        if (from == 1 || arrives) {
            one.says(from, second, said[from], fate, message);
        }
        said[from] += message.length;
        return this;
    }

    /** What it said last, once more. */
    BgpTalk saysAgain(int from, double second, byte[] message, Fate fate) {
        said[from] -= message.length;
        return says(from, second, message, fate);
    }

    /** All that it has heard, where nothing was lost. */
    BgpTalk acknowledges(int end, double second) {
        for (BgpTap tap : List.of(zero, one)) {
            tap.sees(
                    end,
                    second,
                    BgpTap.ACK,
                    BgpTap.FIRST[end] + said[end],
                    BgpTap.FIRST[1 - end] + said[1 - end],
                    Fate.DELIVERED);
        }
        return this;
    }

    BgpTalk opened(double second, int holdSeconds) {
        byte[] open = BgpBytes.open(65_000, holdSeconds, "10.0.0.1");
        byte[] longer = BgpBytes.open(65_001, holdSeconds == 0 ? 0 : 90, "10.0.0.2");
        return says(0, second, open).says(1, second, longer);
    }

    JoinedConnection joined() {
        JoinedConnection joined = new JoinedConnection(zero.flow, zero.tapped);
        joined.join(one.flow, one.tapped);
        joined.close();
        return joined;
    }

    /** Of hosts a and b, who are ends 0 and 1, and whose captures run from the beginning for so long. */
    static Plan plan(double captureSeconds) {
        List<HostSurvey> surveys = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            HostSurvey survey = new HostSurvey(name, HostSurvey.Settings.USUAL, 2);
            survey.covers(0);
            survey.covers((long) (captureSeconds * BgpTap.SECOND));
            surveys.add(survey);
        }
        List<List<AddressBlock>> owned =
                List.of(List.of(AddressBlock.parse("10.0.0.1")), List.of(AddressBlock.parse("10.0.0.2")));
        return new Plan(surveys, owned, PortSet.of(179), OptionalLong.empty());
    }
}
