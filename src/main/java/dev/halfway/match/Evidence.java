package dev.halfway.match;

/** What can show which of two captures was taken nearer to the source of a packet; strongest first. */
enum Evidence {
    GIVEN("the addresses given"),
    MARKS("the direction that the capture marks"),
    EXCLUSIVE("packets that only one capture holds"),
    TIME_TO_LIVE("TTL"),
    ANSWER_TIME("the time from request to answer"),
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
