/**
 * A {@link dev.halfway.diagnose.Diagnosis} as text for people, as JSON for programs and as JUnit XML for pipelines; the fate
 * of each packet as JSON Lines, and as comments in one capture of all captures.
 *
 * <p>Enter: finished results, and an open writer that stays the caller's. Leave: characters, or
 * a capture. Names of hosts, files and
 * interfaces are hostile: the text goes through {@link dev.halfway.report.Escape}, the JSON is plain ASCII. All times are
 * UTC, all numbers {@link java.util.Locale#ROOT}. One thread.
 */
package dev.halfway.report;
