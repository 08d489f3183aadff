package dev.halfway.cli;

import dev.halfway.decode.PortSet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * TCP ports as they are typed: {@code 179,5201}, or {@code all}.
 *
 * @param list ascending, without repetitions; every port when it {@link #isAll()}
 */
record Ports(List<Integer> list) {
    private static final String ALL = "all";
    private static final int LAST = 65_535;

    boolean isAll() {
        return list.size() == LAST + 1;
    }

    PortSet toSet() {
        return isAll()
                ? PortSet.all()
                : PortSet.of(list.stream().mapToInt(port -> port).toArray());
    }

    @Override
    public String toString() {
        return isAll() ? ALL : list.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** From text. */
    static final class Converter implements ITypeConverter<Ports> {
        @Override
        public Ports convert(String text) {
            if (text.equals(ALL)) {
                return new Ports(IntStream.rangeClosed(0, LAST).boxed().toList());
            }
            return new Ports(Arrays.stream(text.split(",", -1))
                    .map(Converter::port)
                    .sorted()
                    .distinct()
                    .toList());
        }

        private static int port(String text) {
            int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
            if (port < 1 || port > LAST) {
                throw new TypeConversionException("'" + text + "' is no TCP port; type numbers from 1 to " + LAST
                        + " with commas between, or '" + ALL + "'");
            }
            return port;
        }
    }
}
