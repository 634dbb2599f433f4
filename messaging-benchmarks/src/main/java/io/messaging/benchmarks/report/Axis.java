package io.messaging.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Places values between two pixels. Immutable.
 *
 * @param logarithmic whether equal distances are equal ratios
 */
record Axis(double lowest, double highest, double from, double to, boolean logarithmic) {
    /** An axis whose ends are powers of ten around the values. */
    static Axis logarithmic(double lowest, double highest, double from, double to) {
        double low = Math.pow(10, Math.floor(Math.log10(lowest)));
        double high = Math.pow(10, Math.ceil(Math.log10(highest)));
        return new Axis(low, high > low ? high : low * 10, from, to, true);
    }

    /** An axis from zero to a little above the value. */
    static Axis linear(double highest, double from, double to) {
        return new Axis(0, highest > 0 ? highest * 1.05 : 1, from, to, false);
    }

    double place(double value) {
        double share = logarithmic
                ? Math.log(value / lowest) / Math.log(highest / lowest)
                : (value - lowest) / (highest - lowest);
        return from + (to - from) * share;
    }

    /** Where to put marks: at powers of ten, or at about four round values. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double tick = lowest; tick <= highest * 1.001; tick *= 10) {
                ticks.add(tick);
            }
            return ticks;
        }
        double step = Math.pow(10, Math.floor(Math.log10(highest / 2)));
        while (highest / step > 6) {
            step *= 2;
        }
        for (double tick = 0; tick <= highest; tick += step) {
            ticks.add(tick);
        }
        return ticks;
    }
}
