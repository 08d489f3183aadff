package dev.halfway.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * HTML and SVG as it is written, element by element. What comes from captures can only become text or the value of an
 * attribute, and is escaped for either: first as {@link Escape#terminal} does, so that nothing reverses the reading direction
 * or hides, then for HTML. Names of elements and attributes are the program's own; those that could run a script or fetch
 * anything are refused.
 */
final class Markup {
    /** Elements of HTML and SVG that have no content here; the slash is for SVG and without effect in HTML. */
    private static final Set<String> CONTENT_FREE =
            Set.of("br", "circle", "ellipse", "hr", "line", "path", "polygon", "polyline", "rect", "use", "col");

    private static final Set<String> REFUSED = Set.of("src", "style", "action", "formaction", "srcdoc", "xlink:href");

    private final Writer out;
    private final Deque<String> open = new ArrayDeque<>();

    /** @param out stays open */
    Markup(Writer out) {
        this.out = out;
    }

    /**
     * Begins an element.
     *
     * @param attributes name, value, name, value; an empty value leaves the attribute without one
     */
    Markup open(String element, String... attributes) throws IOException {
        start(element, attributes);
        out.write('>');
        open.push(element);
        return this;
    }

    /** A whole element without content. */
    Markup empty(String element, String... attributes) throws IOException {
        if (!CONTENT_FREE.contains(element)) {
            throw new IllegalArgumentException(element + " has content");
        }
        start(element, attributes);
        out.write("/>");
        return this;
    }

    /** A whole element with text in it. */
    Markup element(String element, String text, String... attributes) throws IOException {
        return open(element, attributes).text(text).close();
    }

    private void start(String element, String... attributes) throws IOException {
        out.write('<');
        out.write(element);
        for (int i = 0; i < attributes.length; i += 2) {
            attribute(attributes[i], attributes[i + 1]);
        }
    }

    private void attribute(String name, String value) throws IOException {
        boolean leadsOut = name.equals("href") && !value.startsWith("#");
        if (name.startsWith("on") || REFUSED.contains(name) || leadsOut) {
            throw new IllegalArgumentException("attribute " + name + " is not for a page that stands alone");
        }
        out.write(' ');
        out.write(name);
        if (!value.isEmpty()) {
            out.write("=\"");
            escape(value);
            out.write('"');
        }
    }

    Markup text(String text) throws IOException {
        escape(text);
        return this;
    }

    /** Ends the element begun last. */
    Markup close() throws IOException {
        out.write("</");
        out.write(open.pop());
        out.write('>');
        return this;
    }

    /** A line end, where the source is to be readable. */
    Markup line() throws IOException {
        out.write('\n');
        return this;
    }

    private void escape(String hostile) throws IOException {
        String visible = Escape.terminal(hostile);
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            switch (c) {
                case '&' -> out.write("&amp;");
                case '<' -> out.write("&lt;");
                case '>' -> out.write("&gt;");
                case '"' -> out.write("&quot;");
                case '\'' -> out.write("&#39;");
                default -> out.write(c);
            }
        }
    }
}
