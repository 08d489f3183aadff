package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;

/** Small change of sentences. */
final class Words {
    private Words() {}

    static String plural(TypeP typeP) {
        return switch (typeP) {
            case ICMP_ECHO_REPLY -> "echo replies";
            case TCP_DATA -> "data segments";
            default -> typeP.words() + "s";
        };
    }

    /** With a capital and a full stop. */
    static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }
}
