/**
 * Saved cases against what is expected of them: directories with captures and an {@code expected.json} in, results with
 * readable differences out. What analyses a case is given by the caller; everything here is about trees of JSON, as
 * {@link dev.halfway.check.JsonTree} makes them. The format is described in {@code captures/README.md}.
 */
package dev.halfway.check;
