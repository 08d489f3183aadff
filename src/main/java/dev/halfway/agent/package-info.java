/**
 * The live side: packets come in from many places while they happen, and the same analysis runs over what came.
 *
 * <p>Watching, from what the user wrote to how things stand:
 *
 * <pre>
 *   SourceSpec     what the user wrote: live:eth0, tcp://..., tls://..., ssh://..., exec:..., a file, -
 *   Sources        opens it: a capture of this machine, or an Origin, opened again when it broke, with bytes of pcap or pcapng
 *   Collector      one thread a source: reads it into Segments, files of a second or so; Keeper keeps them for the user
 *   Watch          once a second: has dev.halfway.LiveAnalysis settle what has come; Retention says what is read again
 *   Verdicts, Findings, Totals    from one diagnosis to the next: what changed, what was found, what was counted
 *   WatchStatus    all of that at one moment, with the Health of each source
 * </pre>
 *
 * <p>Serving a capture to a watch elsewhere: {@code Agent} sends what {@code BlockLog} holds to whoever connects, over
 * {@code TlsContext} or plainly, cut to headers and digests of payloads by {@code Headers} where that is asked for.
 *
 * <p>A source that is silent is a gap in what was watched, never loss.
 */
package dev.halfway.agent;
