package dev.halfway.report;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Test results in the XML of Ant's JUnit task, as Jenkins, GitLab and others read it. Control characters, which XML 1.0
 * cannot carry, and those that change the direction of reading are spelled out.
 */
public final class JunitXml {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int NANOS_DIGITS = 9;
    private static final int MILLISECONDS = 3;

    private final XMLStreamWriter xml;

    private JunitXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /**
     * All cases of one run.
     *
     * @param startNanos since the epoch
     * @param output lines that belong to the run; may be empty
     */
    public record Suite(String name, long startNanos, List<Case> cases, String output) {}

    /** @param nanos how long it took, where that has a meaning */
    public record Case(String className, String name, OptionalLong nanos, Optional<Trouble> trouble) {}

    /**
     * Why a case has not passed.
     *
     * @param element {@code failure}, {@code error} or {@code skipped}
     * @param message one line
     * @param text one line or more
     */
    public record Trouble(String element, String type, String message, String text) {
        private static final String FAILURE = "failure";
        private static final String ERROR = "error";
        private static final String SKIPPED = "skipped";

        /** Not as it should be. */
        public static Trouble failure(String type, String message, String text) {
            return new Trouble(FAILURE, type, message, text);
        }

        /** Not possible to tell, for a fault in the case itself. */
        public static Trouble error(String type, String message, String text) {
            return new Trouble(ERROR, type, message, text);
        }

        /** Nothing to judge. */
        public static Trouble skipped(String message) {
            return new Trouble(SKIPPED, "", message, "");
        }
    }

    /** Writes a whole document with one suite; {@code out} stays open. */
    public static void write(Suite suite, Writer out) throws IOException {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            new JunitXml(xml).write(suite);
            xml.flush();
        } catch (XMLStreamException e) {
            throw e.getNestedException() instanceof IOException failure ? failure : new IOException(e);
        }
        out.write('\n');
    }

    private void write(Suite suite) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        start(0, "testsuites");
        start(1, "testsuite");
        long nanos =
                suite.cases().stream().mapToLong(each -> each.nanos().orElse(0)).sum();
        xml.writeAttribute("name", line(suite.name()));
        xml.writeAttribute("package", "halfway");
        xml.writeAttribute("id", "0");
        xml.writeAttribute("timestamp", TIMESTAMP.format(Instant.ofEpochSecond(suite.startNanos() / NANOS_PER_SECOND)));
        xml.writeAttribute("hostname", "localhost");
        xml.writeAttribute("tests", String.valueOf(suite.cases().size()));
        xml.writeAttribute("failures", count(suite, Trouble.FAILURE));
        xml.writeAttribute("errors", count(suite, Trouble.ERROR));
        xml.writeAttribute("skipped", count(suite, Trouble.SKIPPED));
        xml.writeAttribute("time", seconds(nanos));
        indent(2);
        xml.writeEmptyElement("properties");
        for (Case each : suite.cases()) {
            write(each);
        }
        start(2, "system-out");
        xml.writeCharacters(lines(suite.output()));
        xml.writeEndElement();
        indent(2);
        xml.writeEmptyElement("system-err");
        end(1);
        end(0);
        xml.writeEndDocument();
    }

    private void write(Case each) throws XMLStreamException {
        start(2, "testcase");
        xml.writeAttribute("name", line(each.name()));
        xml.writeAttribute("classname", line(each.className()));
        xml.writeAttribute("time", seconds(each.nanos().orElse(0)));
        if (each.trouble().isPresent()) {
            write(each.trouble().get());
            indent(2);
        }
        xml.writeEndElement();
    }

    private void write(Trouble trouble) throws XMLStreamException {
        start(3, trouble.element());
        if (!trouble.type().isEmpty()) {
            xml.writeAttribute("type", line(trouble.type()));
        }
        xml.writeAttribute("message", line(trouble.message()));
        xml.writeCharacters(lines(trouble.text()));
        xml.writeEndElement();
    }

    private void start(int depth, String element) throws XMLStreamException {
        indent(depth);
        xml.writeStartElement(element);
    }

    private void end(int depth) throws XMLStreamException {
        indent(depth);
        xml.writeEndElement();
    }

    private void indent(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }

    private static String count(Suite suite, String element) {
        return String.valueOf(suite.cases().stream()
                .flatMap(each -> each.trouble().stream())
                .filter(trouble -> trouble.element().equals(element))
                .count());
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, NANOS_DIGITS)
                .setScale(MILLISECONDS, RoundingMode.HALF_UP)
                .toPlainString();
    }

    private static String line(String text) {
        return Escape.terminal(text);
    }

    private static String lines(String text) {
        return text.lines().map(Escape::terminal).collect(Collectors.joining("\n"));
    }
}
