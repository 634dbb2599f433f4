package io.messaging.cli.terminal;

import java.util.Locale;

/** Formats numbers for people. */
public final class Figures {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long KIB = 1024;

    private Figures() {}

    /** Formats a whole number with a comma between thousands. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Formats a count with its noun, such as {@code 1 message} or {@code 2 messages}. */
    public static String counted(long number, String noun) {
        return counted(number, noun, noun + "s");
    }

    /** Formats a count with its noun, for irregular plurals. */
    public static String counted(long number, String singular, String plural) {
        return count(number) + " " + (number == 1 ? singular : plural);
    }

    /** Formats a duration in a suitable unit, with about three digits. */
    public static String duration(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        if (millis < 0.9995) {
            return String.format(Locale.ROOT, "%.0f us", millis * 1000);
        }
        if (millis < 999.5) {
            return String.format(
                    Locale.ROOT, millis < 9.995 ? "%.2f ms" : millis < 99.95 ? "%.1f ms" : "%.0f ms", millis);
        }
        double seconds = nanos / NANOS_PER_SECOND;
        return String.format(Locale.ROOT, seconds < 99.95 ? "%.1f s" : "%,.0f s", seconds);
    }

    /** Formats a rate per second. */
    public static String rate(long count, long nanos) {
        return count(Math.round(count * NANOS_PER_SECOND / Math.max(1, nanos)));
    }

    /** Formats a number of bytes in a suitable unit. */
    public static String bytes(long bytes) {
        if (bytes < KIB) {
            return counted(bytes, "byte");
        }
        double value = bytes;
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        int unit = -1;
        while (value >= KIB && unit < units.length - 1) {
            value /= KIB;
            unit++;
        }
        return String.format(Locale.ROOT, value < 99.95 ? "%.1f %s" : "%,.0f %s", value, units[unit]);
    }

    /** Returns a progress bar. */
    public static String bar(double fraction, int cells) {
        double clamped = Math.max(0, Math.min(1, fraction));
        int full = (int) Math.round(clamped * cells);
        String head = full > 0 && full < cells ? "=".repeat(full - 1) + ">" : "=".repeat(full);
        return "[" + head + " ".repeat(cells - full) + "]";
    }
}
