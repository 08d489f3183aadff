package dev.halfway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

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

    /** From {@code auto}, {@code always} or {@code never}. */
    static final class Converter implements ITypeConverter<ColorChoice> {
        @Override
        public ColorChoice convert(String text) {
            return switch (text) {
                case "auto" -> AUTO;
                case "always" -> ALWAYS;
                case "never" -> NEVER;
                default -> throw new TypeConversionException("'" + text + "' is none of auto, always, never");
            };
        }
    }

    /** For completion in a shell. */
    static final class Names extends ArrayList<String> {
        Names() {
            super(List.of("auto", "always", "never"));
        }
    }
}
