package io.messaging.selftest.fault;

import io.messaging.backend.MessagingBackend;
import io.messaging.spi.ForwardingMessagingBackend;

/** Forwards every call to a correct backend. A faulty backend overrides what it does wrong. */
public class Delegate extends ForwardingMessagingBackend {
    protected final MessagingBackend correct;

    public Delegate(MessagingBackend correct) {
        super(correct);
        this.correct = correct;
    }
}
