package io.messaging.cli.support;

import java.util.Locale;

/** An output format. */
public enum OutputFormat {
    /** A table for people. */
    TABLE,
    /** Indented JSON. */
    JSON,
    /** One JSON object per line, messages unchanged. */
    JSONL;

    /** Returns the name that users write. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
