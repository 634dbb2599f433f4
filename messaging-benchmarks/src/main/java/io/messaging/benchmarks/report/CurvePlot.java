package io.messaging.benchmarks.report;

import io.messaging.benchmarks.scenario.Curve;
import java.util.List;
import java.util.stream.DoubleStream;

/** A figure by size, both axes logarithmic: proportional growth is a straight line. */
final class CurvePlot {
    private static final int HEIGHT = 300;
    private static final int LEFT = 60;
    private static final int RIGHT = 540;
    private static final int TOP = 15;
    private static final int BOTTOM = 250;

    private CurvePlot() {}

    /** Draws all lines of a curve. */
    static String draw(Curve curve) {
        double[] xs = values(curve, Curve.Point::x);
        double[] ys = values(curve, Curve.Point::y);
        Axis x = Axis.logarithmic(xs[0], xs[xs.length - 1], LEFT, RIGHT);
        Axis y = Axis.logarithmic(ys[0], ys[ys.length - 1], BOTTOM, TOP);
        Markup svg = new Markup();
        Plot.start(svg, curve.title(), HEIGHT);
        for (double tick : y.ticks()) {
            Plot.line(svg, "grid", LEFT, y.place(tick), RIGHT, y.place(tick));
            Plot.text(svg, LEFT - 6, y.place(tick) + 4, "end", Plot.tick(tick));
        }
        for (double tick : x.ticks()) {
            Plot.line(svg, "grid", x.place(tick), TOP, x.place(tick), BOTTOM);
            Plot.text(svg, x.place(tick), BOTTOM + 16, "middle", Plot.tick(tick));
        }
        String labels = curve.xLabel() + " (" + curve.unit().symbol() + ", logarithmic)";
        Plot.text(svg, (LEFT + RIGHT) / 2.0, HEIGHT - 12, "middle", labels);
        for (int i = 0; i < curve.lines().size(); i++) {
            Curve.Line line = curve.lines().get(i);
            Plot.polyline(
                    svg,
                    i,
                    line.points().stream()
                            .map(point -> new double[] {x.place(point.x()), y.place(point.y())})
                            .toList(),
                    line.points().stream()
                            .map(point -> line.contender() + ", " + Plot.tick(point.x()) + ": "
                                    + curve.unit().show(point.y()))
                            .toList());
        }
        List<String> names = curve.lines().stream().map(Curve.Line::contender).toList();
        Plot.legend(svg, RIGHT + 14, TOP + 10, names);
        return svg.raw("</svg>\n").toString();
    }

    private static double[] values(Curve curve, java.util.function.ToDoubleFunction<Curve.Point> coordinate) {
        return curve.lines().stream()
                .flatMapToDouble(line -> DoubleStream.of(
                        line.points().stream().mapToDouble(coordinate).toArray()))
                .sorted()
                .toArray();
    }
}
