package io.messaging.testing;

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
 * @param timeout how long waits wait
 */
record TestSettings(
        Kind kind, MessagingConfig config, boolean ownServer, boolean hasClock, boolean leakCheck, Duration timeout) {
    enum Kind {
        IN_MEMORY,
        EMBEDDED,
        OTHER
    }

    static TestSettings defaults() {
        return new TestSettings(Kind.EMBEDDED, null, false, false, true, Duration.ofSeconds(10));
    }

    /** Reads {@link MessagingTest#backend}. */
    TestSettings backend(String text) {
        if (text.equals(MessagingTest.EMBEDDED)) {
            return with(Kind.EMBEDDED, null);
        }
        if (text.equals(MessagingTest.IN_MEMORY)) {
            return with(Kind.IN_MEMORY, null);
        }
        if (text.strip().startsWith("{")) {
            return backend(MessagingConfig.fromJson(text));
        }
        if (text.endsWith(".json")) {
            return backend(MessagingConfig.load(Path.of(text)));
        }
        throw new MessagingConfigurationException("backend is '" + text + "'; it is \"" + MessagingTest.EMBEDDED
                + "\", \"" + MessagingTest.IN_MEMORY
                + "\", a configuration as a JSON object, or the path of a .json file that holds one");
    }

    TestSettings backend(MessagingConfig other) {
        other.validate();
        return with(Kind.OTHER, other);
    }

    private TestSettings with(Kind changed, MessagingConfig changedConfig) {
        return new TestSettings(changed, changedConfig, ownServer, hasClock, leakCheck, timeout);
    }

    TestSettings ownServer(boolean changed) {
        return new TestSettings(kind, config, changed, hasClock, leakCheck, timeout);
    }

    TestSettings clock(boolean changed) {
        return new TestSettings(kind, config, ownServer, changed, leakCheck, timeout);
    }

    TestSettings leakCheck(boolean changed) {
        return new TestSettings(kind, config, ownServer, hasClock, changed, timeout);
    }

    TestSettings timeout(Duration changed) {
        if (changed.isNegative() || changed.isZero()) {
            throw new MessagingConfigurationException("timeout is " + changed + "; it is more than zero");
        }
        return new TestSettings(kind, config, ownServer, hasClock, leakCheck, changed);
    }

    /** A clock of one's own needs a server of one's own. */
    boolean needsOwnServer() {
        return ownServer || hasClock;
    }
}
