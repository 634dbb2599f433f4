package io.messaging.cli.support;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats times for tables, in UTC. */
public final class Times {
    private static final DateTimeFormatter DATE_AND_TIME = formatter("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter DAY_AND_TIME = formatter("MM-dd HH:mm:ss");
    private static final DateTimeFormatter TIME = formatter("HH:mm:ss.SSS");

    private Times() {}

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** Formats to the second, with the year. */
    public static String dateAndTime(Instant instant) {
        return DATE_AND_TIME.format(instant);
    }

    /** Formats to the second, without the year, for narrow terminals. */
    public static String dayAndTime(Instant instant) {
        return DAY_AND_TIME.format(instant);
    }

    /** Formats to the millisecond, without the day, for recent events. */
    public static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** Formats the time from one instant to another in one unit; none where it would be negative. */
    public static String age(Instant since, Instant now) {
        Duration age = Duration.between(since, now);
        if (age.toSeconds() < 120) {
            return Math.max(0, age.toSeconds()) + " s";
        }
        if (age.toMinutes() < 120) {
            return age.toMinutes() + " min";
        }
        return age.toHours() < 48 ? age.toHours() + " h" : age.toDays() + " d";
    }
}
