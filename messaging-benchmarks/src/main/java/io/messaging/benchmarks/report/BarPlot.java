package io.messaging.benchmarks.report;

import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Spread;
import java.util.List;

/** A bar for each contender's median, and a line from its lowest to its highest round. */
final class BarPlot {
    private static final int LEFT = 150;
    private static final int RIGHT = 600;
    private static final int ROW = 28;
    private static final int TOP = 10;

    private BarPlot() {}

    /** Draws contenders of one unit. */
    static String draw(String title, List<Series> series) {
        int bottom = TOP + ROW * series.size();
        double highest =
                series.stream().mapToDouble(one -> one.spread().highest()).max().orElse(1);
        Axis x = Axis.linear(highest, LEFT, RIGHT);
        Markup svg = new Markup();
        Plot.start(svg, title, bottom + 40);
        for (double tick : x.ticks()) {
            Plot.line(svg, "grid", x.place(tick), TOP, x.place(tick), bottom);
            Plot.text(svg, x.place(tick), bottom + 16, "middle", Plot.tick(tick));
        }
        for (int i = 0; i < series.size(); i++) {
            drawBar(svg, i, series.get(i), x);
        }
        String better = series.get(0).unit().moreIsBetter() ? ", more is better" : ", less is better";
        Plot.text(
                svg,
                (LEFT + RIGHT) / 2.0,
                bottom + 34,
                "middle",
                series.get(0).unit().symbol() + better);
        return svg.raw("</svg>\n").toString();
    }

    private static void drawBar(Markup svg, int row, Series series, Axis x) {
        Spread spread = series.spread();
        double top = TOP + ROW * row + 5;
        double middle = top + 9;
        svg.raw(Plot.format(
                "<rect class=\"c%d\" x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"18\"/>\n",
                row % Plot.COLOURS, LEFT, top, Math.max(1, x.place(spread.median()) - LEFT)));
        Plot.line(svg, "spread", x.place(spread.lowest()), middle, x.place(spread.highest()), middle);
        Plot.text(svg, LEFT - 8, middle + 4, "end", series.contender());
        Plot.text(svg, Math.max(x.place(spread.highest()), LEFT) + 8, middle + 4, "start", series.shown());
    }
}
