package dev.halfway.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A table on a page; it scrolls by itself where the page is too narrow for it. */
final class HtmlTable {
    private final Markup page;
    private final List<Table.Column> columns = new ArrayList<>();

    private HtmlTable(Markup page) {
        this.page = page;
    }

    /** @param caption what it is, for who cannot see it */
    static HtmlTable begin(Markup page, String id, String caption) throws IOException {
        page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
        if (id.isEmpty()) {
            page.open("table");
        } else {
            page.open("table", "id", id);
        }
        return new HtmlTable(page);
    }

    void words(String... titles) {
        for (String title : titles) {
            columns.add(Table.Column.words(title));
        }
    }

    void numbers(String... titles) {
        for (String title : titles) {
            columns.add(Table.Column.number(title));
        }
    }

    /** To be called once all columns are named. */
    void head() throws IOException {
        page.open("thead").open("tr");
        for (Table.Column column : columns) {
            page.element("th", column.title(), "scope", "col", "class", column.number() ? "number" : "words");
        }
        page.close().close().open("tbody");
    }

    /** @param kind a class of the style sheet, or empty */
    void row(String kind, List<String> cells) throws IOException {
        page.line();
        if (kind.isEmpty()) {
            page.open("tr");
        } else {
            page.open("tr", "class", kind);
        }
        for (int i = 0; i < cells.size(); i++) {
            if (columns.get(i).number()) {
                page.element("td", cells.get(i), "class", "number");
            } else {
                page.element("td", cells.get(i));
            }
        }
        page.close();
    }

    void end() throws IOException {
        page.close().close().close().line();
    }
}
