package io.messaging.tck.engine;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.tck.spec.TckSkip;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Opens backends for one test and closes them all at its end. Thread-safe. */
final class Backends {
    /** What a test has left running has failed it. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private static final System.Logger LOGGER = System.getLogger("io.messaging.tck");

    private final Harness harness;
    private final CallWatch watch;
    private final Verify verify;
    private final ConcurrentLinkedDeque<MessagingBackend> opened = new ConcurrentLinkedDeque<>();
    private MessagingBackend first;
    private MessagingBackend second;

    Backends(Harness harness, CallWatch watch, Verify verify) {
        this.harness = harness;
        this.watch = watch;
        this.verify = verify;
    }

    synchronized MessagingBackend first() {
        if (first == null) {
            first = open();
        }
        return first;
    }

    synchronized MessagingBackend second() {
        if (second == null) {
            first();
            second = opened("openSecondBackend()", harness.openSecondBackend());
        }
        return second;
    }

    /** One more, besides the first and the second. */
    MessagingBackend open() {
        return opened("openBackend()", harness.openBackend());
    }

    private MessagingBackend opened(String hook, Callable<MessagingBackend> opener) {
        MessagingBackend backend;
        try {
            backend = watch.call(hook, opener);
        } catch (TckSkip skip) {
            throw skip;
        } catch (Exception | LinkageError e) {
            throw verify.unexpected(hook + " opens a backend", e);
        }
        verify.that(backend != null, hook + " opens a backend", () -> "null");
        opened.addFirst(backend);
        return new WatchedBackend(backend, watch);
    }

    /** What the backend itself declares: nothing else decides which rules apply. */
    Set<Capability> capabilities() {
        Set<Capability> capabilities = first().capabilities();
        verify.that(capabilities != null, "capabilities() is a set", () -> "null");
        return capabilities;
    }

    /** Closes whatever is still open. How a close behaves is for the LIFE rules to judge, so others do not fail here. */
    void closeAll() {
        for (MessagingBackend backend = opened.pollFirst(); backend != null; backend = opened.pollFirst()) {
            try {
                backend.close(CLOSE_LIMIT);
            } catch (RuntimeException | Error e) {
                LOGGER.log(Level.WARNING, "a backend could not be closed after a test", e);
            }
        }
    }
}
