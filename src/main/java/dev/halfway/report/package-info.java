/**
 * A {@link dev.halfway.diagnose.Diagnosis} as text for people, as JSON for programs, as a page to look at ({@link
 * dev.halfway.report.HtmlReport}) and as JUnit XML for pipelines; the fate of each packet as JSON Lines, and as comments in
 * one capture of all captures.
 *
 * <p>Enter: finished results, and an open writer that stays the caller's; for the page also the fates while the analysis
 * runs, of which {@link dev.halfway.report.PageData} keeps a fixed amount. Leave: characters, or a capture. Names of hosts,
 * files and interfaces are hostile: the text goes through {@link dev.halfway.report.Escape}, the JSON is plain ASCII, the page
 * is written through {@code Markup}, which escapes all but its own names. All times are UTC, all numbers {@link
 * java.util.Locale#ROOT}. One thread.
 */
package dev.halfway.report;
