package dev.halfway.cli;

import java.util.Locale;
import java.util.Map;

/** When the report is coloured. */
enum ColorChoice {
    AUTO,
    ALWAYS,
    NEVER;

    /**
     * Whether to colour what goes to standard output.
     *
     * @param terminal standard output is a terminal
     * @param environment a non-empty {@code NO_COLOR} forbids colours (no-color.org) unless asked for; so does {@code
     *     TERM=dumb}
     */
    boolean enabled(boolean terminal, Map<String, String> environment) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                terminal
                        && environment.getOrDefault("NO_COLOR", "").isEmpty()
                        && !"dumb".equals(environment.get("TERM"));
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
