package dev.halfway.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Which offloads of an interface are on that make captures show other segments than the wire carries; asks ethtool(8). */
final class Offloads {
    private static final long LONGEST_SECONDS = 5;

    /** As ethtool prints them, to its option that switches them. */
    private static final Map<String, String> FEATURES = new LinkedHashMap<>();

    static {
        FEATURES.put("tcp-segmentation-offload", "tso");
        FEATURES.put("generic-segmentation-offload", "gso");
        FEATURES.put("generic-receive-offload", "gro");
        FEATURES.put("large-receive-offload", "lro");
        FEATURES.put("rx-gro-hw", "rx-gro-hw");
    }

    private Offloads() {}

    /** Those that are on, as ethtool's options; empty where ethtool is not there or does not say. */
    static Optional<List<String>> of(String interfaceName) {
        try {
            Process process = new ProcessBuilder("ethtool", "-k", interfaceName)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return parse(said);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Of what {@code ethtool -k} says; empty when none of the features is in it. */
    static Optional<List<String>> parse(String said) {
        List<String> on = new ArrayList<>();
        boolean known = false;
        for (String line : said.split("\n")) {
            String[] words = line.strip().split("[:\\s]+");
            String option = FEATURES.get(words[0]);
            known |= option != null;
            if (option != null && words.length > 1 && words[1].equals("on")) {
                on.add(option);
            }
        }
        return known ? Optional.of(on) : Optional.empty();
    }
}
