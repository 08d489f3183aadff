package dev.halfway.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One output that the user asked for.
 *
 * @param file empty for standard output
 */
record Output(OutputFormat format, Optional<Path> file) {
    static final Output TEXT_TO_STDOUT = new Output(OutputFormat.TEXT, Optional.empty());

    /** From {@code FORMAT[=FILE]}. */
    static final class Converter implements ITypeConverter<Output> {
        @Override
        public Output convert(String text) {
            int equals = text.indexOf('=');
            OutputFormat format = format(equals < 0 ? text : text.substring(0, equals));
            return new Output(format, equals < 0 ? Optional.empty() : Optional.of(file(text, equals + 1)));
        }

        private static OutputFormat format(String name) {
            return Arrays.stream(OutputFormat.values())
                    .filter(candidate -> candidate.id().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + name + "' is no output format; choose from " + OutputFormat.ids()));
        }

        private static Path file(String text, int from) {
            if (from == text.length()) {
                throw new TypeConversionException("'" + text + "' names no file behind '='");
            }
            try {
                return Path.of(text.substring(from));
            } catch (InvalidPathException e) {
                throw new TypeConversionException("'" + text.substring(from) + "' cannot be a file name here");
            }
        }
    }
}
