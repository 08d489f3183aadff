package dev.halfway.match;

/** Asks for the fate of single sightings, see {@link Sighting#watch}. */
@FunctionalInterface
public interface FateWatcher {
    /**
     * Called once, when the fate is known.
     *
     * @param s good until this returns
     * @param note as given with the sighting
     * @param why what the fate rests on
     */
    void onFate(Sighting s, long note, Fate fate, Reason why);
}
