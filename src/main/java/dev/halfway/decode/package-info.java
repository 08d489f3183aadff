/**
 * What a captured packet is.
 *
 * <p>In: the bytes of one frame, with its link type and its length on the link. Out: an outcome as an int, and the fields
 * of the innermost packet in a {@link dev.halfway.decode.DecodedPacket} that the caller owns and reuses. The buffer stays
 * the caller's; nothing of it is copied, and offsets into it are good until the caller changes it. Nothing is allocated
 * and nothing is thrown whatever the bytes are; a {@link dev.halfway.decode.Decoder} serves one thread.
 *
 * <p>Each layer is one class of static methods that moves a {@code Cursor} inwards and returns a {@code Step}: the
 * EtherType of what follows, or the end.
 *
 * <pre>
 *   link        LinkLayer, Ethernet, Mpls, Pppoe
 *   network     Ipv4, Ipv6, ExtensionHeader, Arp
 *   tunnel      Gre, UdpTunnel                      (back to link or network)
 *   transport   Transport, Tcp, TcpOptions, Icmp
 *   quote       Quote                               (the packet inside an ICMP error)
 * </pre>
 */
package dev.halfway.decode;
