package dev.halfway.match;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a matcher finds, by the frames, and decides so much as a matcher goes on by. */
final class FoundPairs implements Pairs {
    final List<String> found = new ArrayList<>();
    /** What {@link #mayHaveLeftUnseen} says. */
    boolean leftUnseen;
    /** What {@link #mayHaveLeftInSilence} says. */
    boolean leftInSilence;

    private void note(String words, Fate fate, Sighting... sightings) {
        found.add(words);
        for (Sighting each : sightings) {
            each.fate = each.fate == null || each.fate == Fate.ARRIVED ? fate : each.fate;
        }
    }

    @Override
    public void matched(Sighting sender, Sighting receiver) {
        note(sender.frame + ">" + receiver.frame, Fate.DELIVERED, sender);
        receiver.fate = Fate.ARRIVED;
    }

    @Override
    public void partlyMatched(Sighting sender, Sighting receiver) {
        note(sender.frame + "~" + receiver.frame, Fate.ARRIVED, receiver);
    }

    @Override
    public void corrupted(Sighting sender, Sighting receiver) {
        note(sender.frame + "#" + receiver.frame, Fate.CORRUPTED, sender, receiver);
    }

    @Override
    public void copied(Sighting sighting) {
        note(
                sighting.frame + (sighting.duplicate ? " duplicates " : " copies ") + sighting.copyOf,
                Fate.COPY,
                sighting);
    }

    @Override
    public boolean mayHaveLeftUnseen(Sighting receiver) {
        return leftUnseen;
    }

    @Override
    public boolean mayHaveLeftInSilence(Sighting receiver) {
        return leftInSilence;
    }

    @Override
    public void crowded(Sighting sighting) {
        note(sighting.frame + " crowded", null);
    }

    @Override
    public void missing(Sighting sender) {
        note(sender.frame + " missing", Fate.LOST, sender);
    }

    @Override
    public void appeared(Sighting receiver) {
        note(receiver.frame + " appeared", Fate.APPEARED, receiver);
    }
}
