package io.messaging.cli.terminal;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;

/** Colours, or none. Chosen for each stream, which picocli's own detection does not tell apart. */
public enum Style {
    /** Text is unchanged. */
    PLAIN(Help.defaultColorScheme(Ansi.OFF)),
    /** Text is wrapped in escape sequences. */
    COLOURED(Help.defaultColorScheme(Ansi.ON));

    private final ColorScheme scheme;

    Style(ColorScheme scheme) {
        this.scheme = scheme;
    }

    /** Returns colours for a terminal, unless the user set one of the usual environment variables. */
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
        return apply(Ansi.Style.bold, text);
    }

    public String faint(String text) {
        return apply(Ansi.Style.faint, text);
    }

    public String red(String text) {
        return apply(Ansi.Style.fg_red, text);
    }

    public String green(String text) {
        return apply(Ansi.Style.fg_green, text);
    }

    public String yellow(String text) {
        return apply(Ansi.Style.fg_yellow, text);
    }

    public String cyan(String text) {
        return apply(Ansi.Style.fg_cyan, text);
    }

    private String apply(Ansi.Style style, String text) {
        return text.isEmpty() ? text : scheme.apply(text, List.of(style)).toString();
    }

    /** Returns the colours for help texts. */
    public ColorScheme scheme() {
        return scheme;
    }
}
