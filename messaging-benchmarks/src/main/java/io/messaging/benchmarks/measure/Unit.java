package io.messaging.benchmarks.measure;

import java.util.Locale;

/** What a figure means, and how it is printed. */
public enum Unit {
    /** Time; less is better. */
    MICROSECONDS("us", false),
    /** Time; less is better. */
    NANOSECONDS("ns", false),
    /** Time; less is better. */
    MILLISECONDS("ms", false),
    /** Operations or deliveries; more is better. */
    PER_SECOND("/s", true),
    /** Memory; less is better. */
    BYTES("B", false),
    /** Memory; less is better. */
    MEBIBYTES("MiB", false),
    /** One figure divided by another. */
    TIMES("x", false);

    private final String symbol;
    private final boolean moreIsBetter;

    Unit(String symbol, boolean moreIsBetter) {
        this.symbol = symbol;
        this.moreIsBetter = moreIsBetter;
    }

    /** The short form that follows a number. */
    public String symbol() {
        return symbol;
    }

    /** Whether a greater figure is the better one. */
    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** A number with about three digits that say something, and the unit. */
    public String show(double value) {
        return number(value) + (this == TIMES || this == PER_SECOND ? "" : " ") + symbol;
    }

    /** A number with about three digits that say something. */
    public static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
