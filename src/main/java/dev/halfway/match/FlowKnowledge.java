package dev.halfway.match;

/** What is known of a flow at one host and of a flow at another besides what their packets have in common. */
interface FlowKnowledge {
    /** A third host has packets of the flow, either way: two flows that it tells apart are not one translated. */
    boolean isElsewhere(Tuple tuple);

    /** They are two flows, though the one may look like the other translated. */
    boolean areTwo(Tuple atG, Tuple atH);

    /** The one is sent or received at its host, and the other received or sent at its own. */
    boolean endAtBoth(Tuple atG, Tuple atH);
}
