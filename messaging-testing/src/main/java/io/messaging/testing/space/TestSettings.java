package io.messaging.testing.space;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.config.MessagingConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a test was set up with. Immutable.
 *
 * @param kind which backend
 * @param config its configuration, for {@link Kind#OTHER}
 * @param ownServer whether it has a server that no other test uses
 * @param hasClock whether it has a clock of its own
 * @param leakCheck whether what is left open makes it fail
 * @param failOnHandlerError whether a handler that fails makes it fail
 * @param timeout how long waits wait
 */
public record TestSettings(
        Kind kind,
        MessagingConfig config,
        boolean ownServer,
        boolean hasClock,
        boolean leakCheck,
        boolean failOnHandlerError,
        Duration timeout) {
    /** Chooses {@link Kind#EMBEDDED}. */
    public static final String EMBEDDED = "embedded";

    /** Chooses {@link Kind#IN_MEMORY}. */
    public static final String IN_MEMORY = "in-memory";

    /** Where a test's backends come from. */
    public enum Kind {
        /** A broker of the test's own in this JVM. */
        IN_MEMORY('"' + TestSettings.IN_MEMORY + '"'),
        /** A server that the run or the test has. */
        EMBEDDED('"' + TestSettings.EMBEDDED + '"'),
        /** A configuration of the user's. */
        OTHER("one of another configuration");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    public static TestSettings defaults() {
        return new TestSettings(Kind.EMBEDDED, null, false, false, true, true, Duration.ofSeconds(10));
    }

    /** Reads what an annotation says. */
    public TestSettings backend(String text) {
        if (text.equals(EMBEDDED)) {
            return with(Kind.EMBEDDED, null);
        }
        if (text.equals(IN_MEMORY)) {
            return with(Kind.IN_MEMORY, null);
        }
        if (text.strip().startsWith("{")) {
            return backend(MessagingConfig.fromJson(text));
        }
        if (text.endsWith(".json")) {
            return backend(MessagingConfig.load(Path.of(text)));
        }
        throw new MessagingConfigurationException("backend is '" + text + "'; it is \"" + EMBEDDED
                + "\", \"" + IN_MEMORY
                + "\", a configuration as a JSON object, or the path of a .json file that holds one");
    }

    public TestSettings backend(MessagingConfig other) {
        other.validate();
        return with(Kind.OTHER, other);
    }

    private TestSettings with(Kind changed, MessagingConfig changedConfig) {
        return new TestSettings(changed, changedConfig, ownServer, hasClock, leakCheck, failOnHandlerError, timeout);
    }

    public TestSettings ownServer(boolean changed) {
        return new TestSettings(kind, config, changed, hasClock, leakCheck, failOnHandlerError, timeout);
    }

    public TestSettings clock(boolean changed) {
        return new TestSettings(kind, config, ownServer, changed, leakCheck, failOnHandlerError, timeout);
    }

    public TestSettings leakCheck(boolean changed) {
        return new TestSettings(kind, config, ownServer, hasClock, changed, failOnHandlerError, timeout);
    }

    public TestSettings failOnHandlerError(boolean changed) {
        return new TestSettings(kind, config, ownServer, hasClock, leakCheck, changed, timeout);
    }

    public TestSettings timeout(Duration changed) {
        if (changed.isNegative() || changed.isZero()) {
            throw new MessagingConfigurationException("timeout is " + changed + "; it is more than zero");
        }
        return new TestSettings(kind, config, ownServer, hasClock, leakCheck, failOnHandlerError, changed);
    }

    /** Multiplies the time limit, for slow machines. */
    public TestSettings slower(double factor) {
        return factor == 1 ? this : timeout(Duration.ofMillis(Math.round(timeout.toMillis() * factor)));
    }

    /** A clock of one's own needs a server of one's own. */
    boolean needsOwnServer() {
        return ownServer || hasClock;
    }
}
