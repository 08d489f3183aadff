/**
 * Captures made to fill memory or to take time: a {@link dev.halfway.flood.Flood} of each kind, of any size. {@code
 * scripts/floods} analyses large ones as a user would, the tests small ones.
 */
package dev.halfway.flood;
