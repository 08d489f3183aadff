package dev.halfway.bench;

import java.util.List;

/** What a generated pair is like. */
final class Options {
    /** Of both captures together; what is under way by then is finished. */
    long records = 4_000_000;

    long seed = 1;
    /** Packets a second. */
    long rate = 5_000;

    int flows = 200;
    boolean echo = true;
    boolean tcp = true;
    /** Per cent of what A, and what B sends. */
    final double[] loss = {0.1, 0};
    /** How far B's clock is before A's. */
    long offsetNanos = 7_200_000_000_000L;

    long delayNanos = 200_000;
    long jitterNanos = 100_000;
    /** Per cent of the packets that take longer, by up to {@link #reorderedNanos}. */
    double reordered;

    long reorderedNanos = 50_000_000;
    boolean identifications = true;
    /** Data leaves in segments of 64 KiB, and arrives as packets of 1,500 bytes. */
    boolean segments;
    /** Per cent of the turns of a connection that are a burst of resets, all alike. */
    int alike;

    int burst = 1_000;

    /**
     * @param given each as NAME=VALUE
     * @throws IllegalArgumentException where one is not understood
     */
    static Options parse(List<String> given) {
        Options options = new Options();
        for (String arg : given) {
            String[] parts = arg.split("=", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException(arg + ": expected OPTION=VALUE");
            }
            options.set(parts[0], parts[1]);
        }
        return options;
    }

    private void set(String name, String value) {
        switch (name) {
            case "records" -> records = Long.parseLong(value);
            case "seed" -> seed = Long.parseLong(value);
            case "rate" -> rate = Long.parseLong(value);
            case "flows" -> flows = Integer.parseInt(value);
            case "kinds" -> {
                echo = value.contains("echo");
                tcp = value.contains("tcp");
            }
            case "loss" -> {
                String[] ways = value.split(",");
                loss[0] = Double.parseDouble(ways[0]);
                loss[1] = Double.parseDouble(ways[ways.length - 1]);
            }
            case "offset-s" -> offsetNanos = Math.round(Double.parseDouble(value) * 1e9);
            case "delay-us" -> delayNanos = Long.parseLong(value) * 1_000;
            case "jitter-us" -> jitterNanos = Long.parseLong(value) * 1_000;
            case "reordered" -> reordered = Double.parseDouble(value);
            case "reordered-ms" -> reorderedNanos = Long.parseLong(value) * 1_000_000;
            case "ids" -> identifications = Boolean.parseBoolean(value);
            case "segments" -> segments = Boolean.parseBoolean(value);
            case "alike" -> alike = Integer.parseInt(value);
            case "burst" -> burst = Integer.parseInt(value);
            default -> throw new IllegalArgumentException(name + ": there is no such option");
        }
    }
}
