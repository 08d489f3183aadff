/**
 * A {@link dev.halfway.diagnose.Diagnosis} as text for people and as JSON for programs, and the fate of each packet as
 * JSON Lines.
 *
 * <p>Enter: finished results, and an open writer that stays the caller's. Leave: characters. Names of hosts, files and
 * interfaces are hostile: the text goes through {@link dev.halfway.report.Escape}, the JSON is plain ASCII. All times are
 * UTC, all numbers {@link java.util.Locale#ROOT}. One thread.
 */
package dev.halfway.report;
