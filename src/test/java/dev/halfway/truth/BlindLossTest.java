package dev.halfway.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import dev.halfway.AnalysisOptions;
import dev.halfway.UsualOptions;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loss that strikes blindly decides nothing, however the traffic reacts to it: TCP slows down and sends again, sessions die
 * and are opened anew. {@code -Dhalfway.blind.pairs=400} makes it a longer run.
 */
class BlindLossTest {
    private static final int PAIRS = Integer.getInteger("halfway.blind.pairs", 40);
    private static final long SEED = Long.getLong("halfway.blind.seed", 1);

    @TempDir
    private Path directory;

    @Test
    void shouldClaimNothing() throws IOException {
        List<String> claims = new ArrayList<>();
        int lossy = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            Generator.run(scenario(new SplittableRandom(SEED * 3_000_017 + pair)), directory);
            Diagnosis diagnosis = Analysis.run(options(), Optional.empty());
            for (DirectionEvidence direction : diagnosis.evidence()) {
                lossy += direction.pattern().lost() > 0 ? 1 : 0;
                int number = pair;
                direction
                        .decider()
                        .ifPresent(decider ->
                                claims.add(number + ": " + direction.from() + ">" + direction.to() + " " + decider));
            }
        }
        assertTrue(lossy >= PAIRS, lossy + " lossy directions");
        assertEquals(List.of(), claims);
    }

    /** Of 100 to 3,000 packets, in 5 to 60 s. */
    private static TruthScenario scenario(SplittableRandom random) {
        int packets = (int) (100 * Math.exp(random.nextDouble() * Math.log(30)));
        long duration = (5 + random.nextInt(55)) * 1_000_000_000L;
        TruthScenario scenario = new TruthScenario(random.nextLong(), packets, duration);
        for (LinkSetup link : new LinkSetup[] {scenario.toA, scenario.toB}) {
            if (random.nextBoolean()) {
                link.lossRate = random.nextDouble(0.15);
            } else {
                link.burstEnterRate = 0.001 + random.nextDouble(0.03);
                link.burstLeaveRate = 0.2 + random.nextDouble(0.5);
            }
            link.lateRate = random.nextInt(4) == 0 ? 0.005 : 0;
            link.reorderRate = random.nextInt(4) == 0 ? 0.01 : 0;
            link.jitter = random.nextBoolean() ? LinkSetup.Jitter.UNIFORM : LinkSetup.Jitter.EXPONENTIAL;
        }
        scenario.a.sendOffload = random.nextBoolean();
        scenario.a.receiveOffload = random.nextBoolean();
        scenario.b.receiveOffload = random.nextBoolean();
        scenario.a.ipId = HostSetup.IpId.values()[random.nextInt(HostSetup.IpId.values().length)];
        scenario.traffic.pings = random.nextInt(4);
        scenario.traffic.sessions = random.nextInt(4);
        scenario.traffic.bulks = random.nextInt(4);
        scenario.traffic.churns = random.nextInt(4);
        scenario.traffic.largePings = random.nextInt(4) == 0 ? 1 : 0;
        return scenario;
    }

    private AnalysisOptions options() {
        return UsualOptions.of(host("a"), host("b"));
    }

    private AnalysisOptions.Host host(String name) {
        return UsualOptions.host(name, Generator.capture(directory, name));
    }
}
