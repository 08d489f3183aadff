/**
 * The commands: what is typed becomes {@link dev.halfway.AnalysisOptions}, what was found becomes reports and an exit code.
 *
 * <p>Enter: arguments. Leave: the report on standard output and nothing else, messages on standard error, files whole or
 * not at all, and one of the codes of {@code ExitCode}. Everything that a user may have got wrong is refused before a
 * capture is read: {@code UsageException}, exit code 2. All else that ends a run goes through {@code ErrorMessages}. One
 * thread.
 */
package dev.halfway.cli;
