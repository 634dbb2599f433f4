package io.messaging.cli.support;

import io.messaging.message.GemstoneId;
import io.messaging.message.Priority;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Converts option values. */
public final class Converters {
    private Converters() {}

    /** Registers the converters, including at subcommands. */
    public static void register(CommandLine commandLine) {
        commandLine.registerConverter(GemstoneId.class, Converters::id);
        commandLine.registerConverter(Priority.class, Converters::priority);
        commandLine.registerConverter(OutputFormat.class, Converters::format);
        commandLine.registerConverter(Path.class, Converters::path);
    }

    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("the name is empty; give that of a file or directory");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(
                    "not a valid file name (" + e.getMessage()
                            + "); give another one, or, for one that is not ASCII, set a locale with UTF-8, such as LC_ALL=C.UTF-8");
        }
    }

    private static GemstoneId id(String text) {
        try {
            return GemstoneId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static Priority priority(String text) {
        for (Priority priority : Priority.values()) {
            if (text.equals(Integer.toString(priority.number())) || text.equalsIgnoreCase(nameOf(priority))) {
                return priority;
            }
        }
        throw new TypeConversionException("'" + text + "' is not a priority; give a number from 0 to 7 or one of "
                + Arrays.stream(Priority.values()).map(Converters::nameOf).collect(Collectors.joining(", ")));
    }

    private static OutputFormat format(String text) {
        for (OutputFormat format : OutputFormat.values()) {
            if (format.toString().equalsIgnoreCase(text)) {
                return format;
            }
        }
        throw new TypeConversionException("'" + text + "' is not a format; give one of "
                + Arrays.stream(OutputFormat.values())
                        .map(OutputFormat::toString)
                        .collect(Collectors.joining(", ")));
    }

    /** Returns a priority as users write it. */
    public static String nameOf(Priority priority) {
        return priority.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
