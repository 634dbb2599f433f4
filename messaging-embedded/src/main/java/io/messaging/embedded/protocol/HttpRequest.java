package io.messaging.embedded.protocol;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognises what a browser, or another HTTP client, sends to our port. A web page can make a browser do that, with
 * commands in the body. No command of ours looks like it. Thread-safe.
 */
public final class HttpRequest {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI");

    private static final Pattern VERSION = Pattern.compile("\\sHTTP/\\d", Pattern.CASE_INSENSITIVE);
    private static final Pattern HEADER = Pattern.compile("(?!JSON:)[A-Za-z][A-Za-z0-9-]*:.*");

    private HttpRequest() {}

    /** Whether a line is the first of a request, or one of its headers. */
    public static boolean isPart(Words line) {
        if (line.count() == 0) {
            return false;
        }
        String shown = line.shown();
        int space = shown.indexOf(' ');
        String first = space < 0 ? shown : shown.substring(0, space);
        return METHODS.contains(first.toUpperCase(Locale.ROOT))
                || VERSION.matcher(shown).find()
                || HEADER.matcher(first).matches();
    }
}
