package dev.halfway.match;

/** Asks for the fate of single sightings, see {@link Sighting#watch}. */
@FunctionalInterface
public interface FateWatcher {
    /** Called once, when the fate is known. */
    void onFate(Fate fate);
}
