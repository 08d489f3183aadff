package dev.halfway.check;

import java.util.List;
import java.util.Map;

/**
 * What the analysis of a case gave.
 *
 * @param report as {@code analyze -o json}
 * @param packets as the lines of {@code -o packets}; those that the expectation names are enough
 */
public record Found(Map<String, Object> report, List<Map<String, Object>> packets) {}
