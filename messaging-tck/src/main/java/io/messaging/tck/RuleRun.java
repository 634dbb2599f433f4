package io.messaging.tck;

import io.messaging.backend.Capability;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Everything one run of one rule's test owns. Thread-safe, apart from its beginning and end. */
final class RuleRun {
    private final TckTimeouts timeouts;
    private final CallWatch watch = new CallWatch();
    private final Verify verify;
    private final Awaiter awaiter;
    private final Names names;
    private final String namespace;
    private final TestMessages messages;
    private final Backends backends;
    private final Workers workers = new Workers(this);
    private final Volumes volumes;
    private final Queue<Recorder> recorders = new ConcurrentLinkedQueue<>();

    RuleRun(String rule, MessagingBackendTck author, TckSettings settings, long seed) {
        timeouts = author.timeouts().scaledBy(settings.timeoutFactor());
        verify = new Verify(rule);
        awaiter = new Awaiter(timeouts, watch);
        names = new Names(rule);
        namespace = names.namespace();
        messages = new TestMessages(new Random(seed));
        backends = new Backends(author, watch, verify);
        volumes = new Volumes(this, settings.volumeFactor());
    }

    TckTimeouts timeouts() {
        return timeouts;
    }

    CallWatch watch() {
        return watch;
    }

    Verify verify() {
        return verify;
    }

    Awaiter awaiter() {
        return awaiter;
    }

    Names names() {
        return names;
    }

    /** The namespace for tests that need just one. */
    String namespace() {
        return namespace;
    }

    TestMessages messages() {
        return messages;
    }

    Backends backends() {
        return backends;
    }

    Workers workers() {
        return workers;
    }

    Volumes volumes() {
        return volumes;
    }

    Recorder recorder(String name) {
        Recorder recorder = new Recorder(name, this);
        recorders.add(recorder);
        return recorder;
    }

    void require(Capability... capabilities) {
        for (Capability capability : capabilities) {
            if (!backends.capabilities().contains(capability)) {
                throw TckSkip.lacks(capability);
            }
        }
    }

    /** Brings up what went wrong in handlers and threads that the test itself did not look at. */
    void checkNoFailure() {
        recorders.forEach(Recorder::checkNoFailure);
        workers.checkNoFailure();
    }
}
