package io.messaging.selftest.fault;

import io.messaging.backend.MessagingBackend;
import io.messaging.spi.ForwardingMessagingBackend;
import java.time.Duration;

/**
 * Forwards every call to a correct backend. A faulty backend overrides what it does wrong; both ways to close arrive at
 * {@link #close()}.
 */
public class Delegate extends ForwardingMessagingBackend {
    protected final MessagingBackend correct;

    /** What {@link #close(Duration)} was called with; null if it was not. */
    private volatile Duration limit;

    public Delegate(MessagingBackend correct) {
        super(correct);
        this.correct = correct;
    }

    /** Returns the limit of the close that is running, or the default. */
    protected final Duration limit() {
        Duration given = limit;
        return given == null ? Duration.ofSeconds(10) : given;
    }

    @Override
    public void close() {
        Duration given = limit;
        if (given == null) {
            super.close();
        } else {
            super.close(given);
        }
    }

    @Override
    public void close(Duration newLimit) {
        if (newLimit == null || newLimit.isNegative()) {
            super.close(newLimit); // refuses it
        } else {
            limit = newLimit;
            close();
        }
    }
}
