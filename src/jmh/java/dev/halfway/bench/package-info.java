/** Pairs of captures of any size, of which it is known what was lost, and what is measured on them. */
package dev.halfway.bench;
