package io.messaging.administration;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a backend holds and has done, as figures with names. Every backend gives {@link #TOPICS}, {@link #MESSAGES},
 * {@link #STORED_BYTES}, {@link #SUBSCRIPTIONS} and {@link #DURABLE_CLIENTS}, unknown ones as such; what else there is
 * to tell is its own affair. Immutable.
 *
 * @param figures in the order in which they are to be shown, each name once
 */
public record BackendStats(List<Figure> figures) {
    /** How many topics have, or had, messages. */
    public static final String TOPICS = "topics";

    /** How many messages are stored, counted once a topic, those included that expired and still take room. */
    public static final String MESSAGES = "messages";

    /** Bytes of JSON of the stored messages. */
    public static final String STORED_BYTES = "stored_bytes";

    /** How many subscriptions are in force, durable ones included. */
    public static final String SUBSCRIPTIONS = "subscriptions";

    /** How many durable clients are known, connected or away. */
    public static final String DURABLE_CLIENTS = "durable_clients";

    /**
     * Creates the stats from figures.
     *
     * @param figures copied
     */
    public BackendStats {
        figures = List.copyOf(figures);
    }

    /** What a figure's value is. */
    public enum Unit {
        /** A text. */
        TEXT,
        /** A number of things. */
        COUNT,
        /** A number of bytes. */
        BYTES,
        /** Milliseconds. */
        MILLIS
    }

    /**
     * One figure. Immutable.
     *
     * @param name in snake_case
     * @param unit what the value is
     * @param value a String for {@link Unit#TEXT}, a Long for the others, null where it is not known
     * @param note what one has to know to read the value right, or why it is not known; null where there is nothing to say
     */
    public record Figure(String name, Unit unit, Object value, String note) {
        /**
         * Creates a figure.
         *
         * @param name as it is shown and found
         * @param unit what the value is
         * @param value of the unit's type, or null
         * @param note needed where the value is null
         * @throws IllegalArgumentException when the value does not fit the unit, or is null without a note
         */
        public Figure {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(unit, "unit");
            if (value == null ? note == null : !(unit == Unit.TEXT ? value instanceof String : value instanceof Long)) {
                throw new IllegalArgumentException("figure '" + name + "' is " + value + "; a " + unit + " is a "
                        + (unit == Unit.TEXT ? "String" : "Long") + ", or null with a note that says why");
            }
        }

        /**
         * {@return a figure that is a text}
         *
         * @param name its name
         * @param value the text
         */
        public static Figure text(String name, String value) {
            return new Figure(name, Unit.TEXT, value, null);
        }

        /**
         * {@return a figure that is a number of things}
         *
         * @param name its name
         * @param value how many
         */
        public static Figure count(String name, long value) {
            return new Figure(name, Unit.COUNT, value, null);
        }

        /**
         * {@return a figure that is a number of bytes}
         *
         * @param name its name
         * @param value how many
         */
        public static Figure bytes(String name, long value) {
            return new Figure(name, Unit.BYTES, value, null);
        }

        /**
         * {@return a figure that is a time}
         *
         * @param name its name
         * @param value milliseconds
         */
        public static Figure millis(String name, long value) {
            return new Figure(name, Unit.MILLIS, value, null);
        }

        /**
         * {@return a figure that the backend cannot give}
         *
         * @param name its name
         * @param unit what the value would be
         * @param why why it is not known
         */
        public static Figure unknown(String name, Unit unit, String why) {
            return new Figure(name, unit, null, Objects.requireNonNull(why, "why"));
        }

        /**
         * {@return the same figure with what one has to know to read its value right}
         *
         * @param text the note
         */
        public Figure withNote(String text) {
            return new Figure(name, unit, value, text);
        }
    }

    /**
     * {@return the figure of a name, empty where the backend gives none}
     *
     * @param name its name
     */
    public Optional<Figure> find(String name) {
        return figures.stream().filter(figure -> figure.name().equals(name)).findFirst();
    }

    /**
     * {@return a number, empty where it is not known, or no number}
     *
     * @param name the figure's name
     */
    public OptionalLong number(String name) {
        Object value = find(name).map(Figure::value).orElse(null);
        return value instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /**
     * {@return a text, empty where it is not known, or no text}
     *
     * @param name the figure's name
     */
    public Optional<String> text(String name) {
        return find(name).map(Figure::value).filter(String.class::isInstance).map(String.class::cast);
    }
}
