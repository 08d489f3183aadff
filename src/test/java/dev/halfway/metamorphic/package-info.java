/**
 * Captures of known truth, changed in ways whose consequence is known before the program is asked: what changes nothing must
 * leave the answer, what takes away must leave it or make it weaker, and nothing may make a loss that was not there.
 *
 * <p>{@link dev.halfway.metamorphic.Recording} is a capture in memory, {@link dev.halfway.metamorphic.Mutation} one way to
 * change some, with what must hold then, {@link dev.halfway.metamorphic.Answer} what the program said, {@link
 * dev.halfway.metamorphic.Trial} a case, a mutation and a seed: it runs, and tells what does not hold.
 */
package dev.halfway.metamorphic;
