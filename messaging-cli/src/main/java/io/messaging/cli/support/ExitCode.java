package io.messaging.cli.support;

import java.util.LinkedHashMap;
import java.util.Map;

/** The exit codes of every command. */
public final class ExitCode {
    /** The command did what it was asked to. */
    public static final int OK = 0;

    /** It could not. */
    public static final int FAILURE = 1;

    /** It was asked in a way that it does not understand. */
    public static final int USAGE = 2;

    private ExitCode() {}

    /** Describes the codes for a command's help. */
    public static Map<String, String> descriptions() {
        Map<String, String> descriptions = new LinkedHashMap<>();
        descriptions.put("0", "Done.");
        descriptions.put("1", "Failed; the reason is on standard error.");
        descriptions.put("2", "Wrong option, argument or configuration.");
        return descriptions;
    }
}
