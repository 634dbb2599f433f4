package io.messaging.cli.support;

import java.util.LinkedHashMap;
import java.util.Map;

/** The exit codes of every command. */
public final class ExitCode {
    /** Success. */
    public static final int OK = 0;

    /** Failure. */
    public static final int FAILURE = 1;

    /** Usage error. */
    public static final int USAGE = 2;

    private ExitCode() {}

    /** Returns the descriptions for help texts. */
    public static Map<String, String> descriptions() {
        Map<String, String> descriptions = new LinkedHashMap<>();
        descriptions.put("0", "Done.");
        descriptions.put("1", "Failed; the reason is on standard error.");
        descriptions.put("2", "Wrong option, argument or configuration.");
        return descriptions;
    }
}
