package io.messaging.cli.support;

import java.util.Locale;

/** How messages are printed. */
public enum OutputFormat {
    /** Columns for people. */
    TABLE,
    /** Indented JSON. */
    JSON,
    /** The JSON of each message as it was stored, one a line. */
    JSONL;

    /** Returns the word that the user types. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
