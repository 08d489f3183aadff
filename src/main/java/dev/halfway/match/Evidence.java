package dev.halfway.match;

/** What can show which of two captures was taken nearer to the source of a packet; strongest first. */
enum Evidence {
    GIVEN("the addresses given"),
    MARKS("the direction that the capture marks"),
    TIME_TO_LIVE("TTL"),
    /** An answer follows sooner where it is given; by packets that both captures hold, which no drop or forgery can feign. */
    ANSWER_TIME("the time from request to answer"),
    /** Sound unless a capture misses what leaves, or something forged arrives. */
    EXCLUSIVE("packets that only one capture holds"),
    CHECKSUMS("checksums left to the sender's network card"),
    SHORTEST_ANSWER("the shortest time from request to answer"),
    OWN_ANSWERS("which of the two answers sooner at one host"),
    COUNTS("counts each way");

    private final String words;

    Evidence(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
