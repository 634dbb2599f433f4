package io.messaging.benchmarks.report;

import io.messaging.benchmarks.measure.Unit;
import java.util.List;
import java.util.Locale;

/** The parts that plots have in common. */
final class Plot {
    static final int WIDTH = 720;
    static final int COLOURS = 8;

    private Plot() {}

    static void start(Markup svg, String label, int height) {
        svg.raw("<svg role=\"img\" viewBox=\"0 0 " + WIDTH + " " + height + "\" aria-label=\"");
        svg.text(label).raw("\">\n");
    }

    static void text(Markup svg, double x, double y, String anchor, String text) {
        svg.raw(format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor));
        svg.text(text).raw("</text>\n");
    }

    static void line(Markup svg, String style, double x1, double y1, double x2, double y2) {
        svg.raw(format(
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", style, x1, y1, x2, y2));
    }

    /** A line through points, with a dot at each; {@code title} shows when one points at a dot. */
    static void polyline(Markup svg, int colour, List<double[]> points, List<String> titles) {
        StringBuilder path = new StringBuilder();
        points.forEach(point -> path.append(format("%.1f,%.1f ", point[0], point[1])));
        svg.raw("<polyline class=\"c" + colour % COLOURS + "\" points=\""
                + path.toString().strip() + "\"/>\n");
        for (int i = 0; i < points.size(); i++) {
            svg.raw(format(
                    "<circle class=\"c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>",
                    colour % COLOURS, points.get(i)[0], points.get(i)[1]));
            svg.text(titles.get(i)).raw("</title></circle>\n");
        }
    }

    /** Coloured names beside a plot. */
    static void legend(Markup svg, double x, double y, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            double at = y + 18 * i;
            svg.raw(format(
                    "<rect class=\"c%d\" x=\"%.1f\" y=\"%.1f\" width=\"10\" height=\"10\"/>\n",
                    i % COLOURS, x, at - 9));
            text(svg, x + 16, at, "start", names.get(i));
        }
    }

    /** A number for an axis. */
    static String tick(double value) {
        return value >= 1_000_000
                ? Unit.number(value / 1_000_000).replaceAll("\\.0+$", "") + "M"
                : value >= 1 ? format("%,.0f", value) : format("%s", value);
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
