package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Unit;
import java.util.List;

/**
 * How a figure depends on a size. Immutable.
 *
 * @param title what it shows
 * @param xLabel what the size is
 * @param unit what the figures mean
 * @param lines one for each contender
 */
public record Curve(String title, String xLabel, Unit unit, List<Line> lines) {
    /** The points of one contender, by rising size. */
    public record Line(String contender, List<Point> points) {}

    /** One figure. */
    public record Point(double x, double y) {}
}
