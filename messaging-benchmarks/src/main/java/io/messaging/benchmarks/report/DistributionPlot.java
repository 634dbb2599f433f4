package io.messaging.benchmarks.report;

import io.messaging.benchmarks.measure.Latencies;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import java.util.ArrayList;
import java.util.List;

/** Latency by percentile, a line for each contender, both axes logarithmic: how the slow ones compare. */
final class DistributionPlot {
    private static final int HEIGHT = 300;
    private static final int LEFT = 60;
    private static final int RIGHT = 540;
    private static final int TOP = 15;
    private static final int BOTTOM = 260;
    private static final double[] PERCENTS = {
        1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99
    };
    private static final double[] MARKED = {10, 50, 90, 99, 99.9, 99.99};

    private DistributionPlot() {}

    /** Draws the contenders whose operations were timed. */
    static String draw(String title, List<Series> series) {
        List<Series> timed =
                series.stream().filter(one -> one.latencies().isPresent()).toList();
        Axis y = yAxis(timed);
        Markup svg = new Markup();
        Plot.start(svg, title + ": latency by percentile", HEIGHT);
        for (double tick : y.ticks()) {
            Plot.line(svg, "grid", LEFT, y.place(tick), RIGHT, y.place(tick));
            Plot.text(svg, LEFT - 6, y.place(tick) + 4, "end", Plot.tick(tick));
        }
        for (double percent : MARKED) {
            Plot.line(svg, "grid", x(percent), TOP, x(percent), BOTTOM);
            Plot.text(
                    svg,
                    x(percent),
                    BOTTOM + 16,
                    "middle",
                    Double.toString(percent).replaceAll("\\.0$", ""));
        }
        Plot.text(svg, (LEFT + RIGHT) / 2.0, HEIGHT - 6, "middle", "percentile (microseconds, logarithmic)");
        for (int i = 0; i < timed.size(); i++) {
            drawLine(svg, i, timed.get(i), y);
        }
        Plot.legend(
                svg, RIGHT + 14, TOP + 10, timed.stream().map(Series::contender).toList());
        return svg.raw("</svg>\n").toString();
    }

    private static void drawLine(Markup svg, int colour, Series series, Axis y) {
        Latencies latencies = series.latencies().orElseThrow();
        List<double[]> points = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        for (double percent : PERCENTS) {
            double micros = Math.max(micros(latencies, percent), y.lowest());
            points.add(new double[] {x(percent), y.place(micros)});
            titles.add(series.contender() + " p" + percent + ": " + Unit.MICROSECONDS.show(micros));
        }
        Plot.polyline(svg, colour, points, titles);
    }

    private static Axis yAxis(List<Series> timed) {
        double lowest = Double.MAX_VALUE;
        double highest = 0;
        for (Series series : timed) {
            Latencies latencies = series.latencies().orElseThrow();
            lowest = Math.min(lowest, micros(latencies, PERCENTS[0]));
            highest = Math.max(highest, micros(latencies, PERCENTS[PERCENTS.length - 1]));
        }
        return Axis.logarithmic(Math.max(lowest, 0.01), Math.max(highest, 0.1), BOTTOM, TOP);
    }

    private static double micros(Latencies latencies, double percent) {
        return latencies.percentileNanos(percent) / 1_000.0;
    }

    /** Each further nine is as far from the one before as that from its own. */
    private static double x(double percent) {
        double ninesFrom = nines(PERCENTS[0]);
        double ninesTo = nines(PERCENTS[PERCENTS.length - 1]);
        return LEFT + (RIGHT - LEFT) * (nines(percent) - ninesFrom) / (ninesTo - ninesFrom);
    }

    private static double nines(double percent) {
        return -Math.log10(1 - percent / 100);
    }
}
