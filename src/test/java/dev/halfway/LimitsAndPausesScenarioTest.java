package dev.halfway;

import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Devices that forget connections which pause, and such as let through so many pings a second, of varying timeouts and rates,
 * flows and times: the cause is among those that are named, whatever else fits as well.
 */
class LimitsAndPausesScenarioTest {
    private static final int SEEDS = 20;

    @TempDir
    Path directory;

    @FunctionalInterface
    private interface Made {
        Diagnosis diagnosis(SplittableRandom random, Path directory) throws IOException;
    }

    /** Of how many scenarios a loss is told; each such finding names the cause. */
    private int told(String cause, Made made) throws IOException {
        int told = 0;
        List<String> others = new ArrayList<>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            Path own = Files.createDirectory(directory.resolve(cause.length() + "-" + seed));
            Diagnosis diagnosis = made.diagnosis(new SplittableRandom(7919L * seed), own);
            told += diagnosis.findings().isEmpty() ? 0 : 1;
            for (Finding finding : diagnosis.findings()) {
                if (!isNamed(cause, finding)) {
                    others.add(seed + ": " + finding);
                }
            }
        }
        assertEquals(List.of(), others);
        return told;
    }

    private static boolean isNamed(String name, Finding finding) {
        return finding.cause()
                .filter(cause -> cause.name().equals(name) || cause.rivals().contains(name))
                .isPresent();
    }

    /** Connections that pause for up to 1.6 times the timeout, and then lose everything both ways. */
    private static Diagnosis forgetful(SplittableRandom random, Path directory) throws IOException {
        long timeout = (4 + random.nextInt(20)) * SECOND;
        Set<Integer> gone = new HashSet<>();
        LossyTraffic traffic = new LossyTraffic(directory, random.split(), packet -> {
            if (packet.kind() == TypeP.TCP_SYN) {
                gone.remove(packet.flow());
            } else if (packet.kind().isTcp() && packet.idleNanos() > timeout) {
                gone.add(packet.flow());
            }
            return gone.contains(packet.flow());
        });
        int seconds = 60 + random.nextInt(60);
        for (int i = 0; i < seconds; i++) {
            traffic.ping(i * SECOND, i % 2 == 0, 7001 + i % 2, i, LossyTraffic.PING_BYTES, 0);
        }
        for (int i = 2 + random.nextInt(8); i > 0; i--) {
            long pause = (long) (timeout * (0.05 + 1.6 * random.nextDouble()));
            traffic.talk(random.nextLong(3 * SECOND), random.nextBoolean(), 3 + random.nextInt(30), pause);
        }
        for (int i = random.nextInt(30); i > 0; i--) {
            traffic.connect(random.nextLong(seconds * SECOND), random.nextBoolean());
        }
        return traffic.run().diagnosis;
    }

    @Test
    void shouldNameTheIdleTimeoutAmongWhatFits() throws IOException {
        int told = told("conntrack or NAT idle timeout", LimitsAndPausesScenarioTest::forgetful);
        assertTrue(told >= SEEDS / 2, told + " told");
    }

    /** Pings of one to six flows, faster than a bucket of tokens allows. */
    private static Diagnosis limited(SplittableRandom random, Path directory) throws IOException {
        double most = 1 + random.nextInt(10);
        double perSecond = 1 + random.nextDouble() * 10;
        double[] bucket = {most, 0};
        LossyTraffic traffic = new LossyTraffic(directory, random.split(), packet -> {
            if (packet.kind() != TypeP.ICMP_ECHO_REPLY) {
                return false;
            }
            bucket[0] = Math.min(most, bucket[0] + (packet.nanos() - bucket[1]) / 1e9 * perSecond);
            bucket[1] = packet.nanos();
            boolean passes = bucket[0] >= 1;
            bucket[0] -= passes ? 1 : 0;
            return !passes;
        });
        int seconds = 20 + random.nextInt(40);
        int flows = 1 + random.nextInt(6);
        for (int flow = 0; flow < flows; flow++) {
            long gap = (long) (1e9 / (perSecond / flows * (1 + 2 * random.nextDouble())));
            long nanos = random.nextLong(seconds * SECOND / 3);
            for (int i = 0; nanos < seconds * SECOND; i++) {
                traffic.ping(nanos, true, 100 + flow, i, LossyTraffic.PING_BYTES, 0);
                nanos += gap / 2 + random.nextLong(gap);
            }
        }
        for (int i = 20 + random.nextInt(40); i > 0; i--) {
            traffic.connect(random.nextLong(seconds * SECOND), random.nextBoolean());
        }
        traffic.talk(0, false, 60, seconds * SECOND / 80);
        return traffic.run().diagnosis;
    }

    @Test
    void shouldNameTheRateLimitAmongWhatFits() throws IOException {
        int told = told("ICMP rate limit", LimitsAndPausesScenarioTest::limited);
        assertTrue(told >= SEEDS * 3 / 4, told + " told");
    }
}
