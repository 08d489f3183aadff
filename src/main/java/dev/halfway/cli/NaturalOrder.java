package dev.halfway.cli;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names by their text, numbers in them by their value: {@code a.pcap2} before {@code a.pcap10}, as tcpdump -C counts. */
final class NaturalOrder implements Comparator<Path> {
    private static final Pattern PART = Pattern.compile("\\d+|\\D+");

    @Override
    public int compare(Path left, Path right) {
        Matcher leftParts = PART.matcher(left.toString());
        Matcher rightParts = PART.matcher(right.toString());
        while (leftParts.find() && rightParts.find()) {
            int order = compareParts(leftParts.group(), rightParts.group());
            if (order != 0) {
                return order;
            }
        }
        return left.compareTo(right);
    }

    private static int compareParts(String left, String right) {
        boolean numbers = Character.isDigit(left.charAt(0)) && Character.isDigit(right.charAt(0));
        return numbers ? new BigInteger(left).compareTo(new BigInteger(right)) : left.compareTo(right);
    }
}
