package io.messaging.cli.terminal;

import java.util.Map;

/** Colours, or none. */
public enum Style {
    /** Text stays as it is. */
    PLAIN,
    /** Text is wrapped in escape sequences. */
    COLOURED;

    /** Colours for terminals, unless the user said otherwise in the environment in one of the usual ways. */
    static Style choose(Map<String, String> env, boolean terminal) {
        if (!env.getOrDefault("NO_COLOR", "").isEmpty()) {
            return PLAIN;
        }
        if (isSet(env, "CLICOLOR_FORCE") || isSet(env, "FORCE_COLOR")) {
            return COLOURED;
        }
        return terminal && !"dumb".equals(env.get("TERM")) && !"0".equals(env.get("CLICOLOR")) ? COLOURED : PLAIN;
    }

    private static boolean isSet(Map<String, String> env, String name) {
        String value = env.getOrDefault(name, "");
        return !value.isEmpty() && !value.equals("0");
    }

    public String bold(String text) {
        return wrap("1", text);
    }

    public String faint(String text) {
        return wrap("2", text);
    }

    public String red(String text) {
        return wrap("31", text);
    }

    public String green(String text) {
        return wrap("32", text);
    }

    public String yellow(String text) {
        return wrap("33", text);
    }

    public String cyan(String text) {
        return wrap("36", text);
    }

    private String wrap(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
