package io.messaging.administration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/**
 * Which process a subscriber is in, and since when. Immutable.
 *
 * @param processId the id of the process on its host, 0 or more
 * @param host the name of the host, as the process knows it; for people, not for connecting to
 * @param since when it subscribed, to the millisecond; after a lost connection perhaps when it came back
 */
public record Origin(long processId, String host, Instant since) {
    private static final int MAX_HOST = 255;

    /**
     * Creates an origin.
     *
     * @param processId 0 or more
     * @param host not blank, at most 255 characters
     * @param since cut to the millisecond
     * @throws IllegalArgumentException when one of them is not so
     */
    public Origin {
        if (processId < 0) {
            throw new IllegalArgumentException("processId is " + processId + "; it is 0 or more");
        }
        if (host == null || host.isBlank() || host.length() > MAX_HOST) {
            throw new IllegalArgumentException("host is "
                    + (host == null ? "null" : "'" + host.substring(0, Math.min(host.length(), MAX_HOST)) + "'")
                    + "; it is a name of 1 to " + MAX_HOST + " characters");
        }
        if (since == null) {
            throw new IllegalArgumentException("since is null; give the time of the subscription");
        }
        since = since.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * {@return the origin of what this process subscribes}
     *
     * @param since when
     */
    public static Origin ofThisProcess(Instant since) {
        return new Origin(ProcessHandle.current().pid(), ThisHost.NAME, since);
    }

    /**
     * {@return the same process, at another time}
     *
     * @param other when
     */
    public Origin at(Instant other) {
        return new Origin(processId, host, other);
    }

    /** Finds the name out once, without asking a name server, which may block. */
    private static final class ThisHost {
        static final String NAME = Stream.of(
                        environment("HOSTNAME"), environment("COMPUTERNAME"), kernel(), "localhost")
                .map(String::strip)
                .map(name -> name.substring(0, Math.min(name.length(), MAX_HOST)))
                .filter(name -> !name.isBlank())
                .findFirst()
                .orElseThrow();

        private static String environment(String variable) {
            String value = System.getenv(variable);
            return value == null ? "" : value;
        }

        private static String kernel() {
            try {
                return Files.readString(Path.of("/proc/sys/kernel/hostname"));
            } catch (IOException | RuntimeException e) {
                return ""; // not on Linux
            }
        }
    }
}
