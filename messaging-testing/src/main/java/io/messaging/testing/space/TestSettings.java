package io.messaging.testing.space;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.config.MessagingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The settings of a test. Immutable.
 *
 * @param kind the kind of backend
 * @param config its configuration, for {@link Kind#OTHER}
 * @param ownServer whether it has a server that no other test uses
 * @param hasClock whether it has its own clock
 * @param leakCheck whether unclosed resources make it fail
 * @param failOnHandlerError whether a failing handler makes it fail
 * @param timeout the time limit of waits
 */
public record TestSettings(
        Kind kind,
        MessagingConfig config,
        boolean ownServer,
        boolean hasClock,
        boolean leakCheck,
        boolean failOnHandlerError,
        Duration timeout) {
    private static final Duration LEAST_GRACE = Duration.ofSeconds(2);
    private static final Duration MOST_GRACE = Duration.ofSeconds(15);

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

    /** Sets the backend from the text of an annotation. */
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

    /** Returns how long what ends with the test may take: more on a machine for which the time limit was raised. */
    Duration grace() {
        Duration share = timeout.dividedBy(5);
        Duration least = share.compareTo(LEAST_GRACE) > 0 ? share : LEAST_GRACE;
        return least.compareTo(MOST_GRACE) < 0 ? least : MOST_GRACE;
    }

    /** Multiplies the time limit, for slow machines. */
    public TestSettings slower(double factor) {
        return factor == 1 ? this : timeout(Duration.ofMillis(Math.round(timeout.toMillis() * factor)));
    }

    static MessagingConfig config(String module, String type, Map<String, Object> options) {
        return MessagingConfig.of(Map.of("backend_module", module, "backend_class", type, "backend_config", options));
    }

    /** A test with its own clock needs its own server. */
    boolean needsOwnServer() {
        return ownServer || hasClock;
    }
}
