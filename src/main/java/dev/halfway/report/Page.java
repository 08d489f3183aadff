package dev.halfway.report;

import java.io.IOException;
import java.io.Writer;

/** Plain lines on a page of fixed width: long ones are broken between words and go on indented. */
final class Page {
    /** Longest line, unless a single word is longer. */
    static final int WIDTH_COLUMNS = 100;

    private final Writer out;

    Page(Writer out) {
        this.out = out;
    }

    /** An empty line and a title. */
    void section(String title) throws IOException {
        line("");
        line(title);
    }

    /** One line, however long. */
    void line(String line) throws IOException {
        out.write(line);
        out.write('\n');
    }

    /**
     * {@code text} behind {@code lead}, broken between words where it passes the width; the further lines start below the
     * text. A word longer than the width stays whole.
     */
    void paragraph(String lead, String text) throws IOException {
        StringBuilder line = new StringBuilder(lead);
        boolean empty = true;
        for (String word : text.split(" ")) {
            if (!empty && line.length() + 1 + word.length() > WIDTH_COLUMNS) {
                line(line.toString());
                line.setLength(0);
                line.append(" ".repeat(lead.length()));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        line(line.toString());
    }
}
