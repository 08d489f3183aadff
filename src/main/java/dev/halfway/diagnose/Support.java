package dev.halfway.diagnose;

/** How well a cause fits what is seen; ascending. */
enum Support {
    /** Nothing excludes it. */
    WEAK,
    /** What is seen is as it would make it, and as other causes would. */
    FAIR,
    /** Its own mark is there. */
    STRONG,
    /** The packets exclude the others. */
    DECISIVE,
    /** The one that did it says so. */
    SAID
}
