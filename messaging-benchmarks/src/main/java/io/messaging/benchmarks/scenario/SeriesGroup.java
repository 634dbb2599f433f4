package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Series;
import java.util.List;

/**
 * Series that were measured in turn and can be compared. Immutable.
 *
 * @param title what they have in common
 * @param series one for each contender, the first one ours
 */
public record SeriesGroup(String title, List<Series> series) {}
