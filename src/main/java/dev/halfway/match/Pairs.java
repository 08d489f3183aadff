package dev.halfway.match;

/** What the matchers find, for {@link Judge} to turn into fates. */
interface Pairs {
    /** The packet that left as {@code sender} arrived as {@code receiver}. */
    void matched(Sighting sender, Sighting receiver);

    /** Some of the sender's bytes arrived with the receiver, or the receiver brought other bytes too. */
    void partlyMatched(Sighting sender, Sighting receiver);

    /** It arrived with other content. */
    void corrupted(Sighting sender, Sighting receiver);

    /** One more sighting of a packet at the same host; {@link Sighting#duplicate} when the network delivered it again. */
    void copied(Sighting sighting);

    /** Whether the arrival may have left when, or in a way that, its sender's capture could not show. */
    boolean mayHaveLeftUnseen(Sighting receiver);

    /** Whether nothing shows that its sender's capture was running when the arrival must have left. */
    boolean mayHaveLeftInSilence(Sighting receiver);

    /** What it belongs to cannot be told, for it would have to be compared with too many. */
    void crowded(Sighting sighting);

    /** Nothing at the other end is this packet, or all of it. */
    void missing(Sighting sender);

    /** Nothing at the other end explains this arrival. */
    void appeared(Sighting receiver);
}
