/**
 * The live side: packets come in from many places while they happen, and the same analysis runs over what came.
 *
 * <pre>
 *   SourceSpec   what the user wrote: live:eth0, tcp://..., tls://..., ssh://..., exec:..., a file, -
 *   Origin       opens it, and opens it again when it broke: bytes of pcap or pcapng
 * </pre>
 *
 * <p>A source that is silent is a gap in what was watched, never loss.
 */
package dev.halfway.agent;
