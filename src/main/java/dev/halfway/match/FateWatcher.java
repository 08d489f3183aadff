package dev.halfway.match;

/** Asks for the fate of single sightings, see {@link Sighting#watch}. */
@FunctionalInterface
public interface FateWatcher {
    /**
     * Called once, when the fate is known.
     *
     * @param why what it rests on
     */
    void onFate(Fate fate, Reason why);
}
