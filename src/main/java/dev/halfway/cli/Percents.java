package dev.halfway.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A share in percent as it is typed, 0 to 100: {@code 2.5} or {@code 2.5%}. */
final class Percents implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        if (!text.matches("\\d+(\\.\\d+)?%?")) {
            throw new TypeConversionException("'" + text + "' is not a percentage; type a number from 0 to 100");
        }
        double percent = Double.parseDouble(text.replace("%", ""));
        if (percent > 100) {
            throw new TypeConversionException("'" + text + "' is more than 100 percent");
        }
        return percent;
    }
}
