package io.messaging.selftest.fault;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.Message;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The correct backend that faulty ones wrap: in memory, with a limit for messages that the kit can try, and
 * connections that cannot break and a process that cannot be killed, so that both are allowed at any time.
 */
public final class Reference extends Delegate {
    public static final long MAX_MESSAGE_BYTES = 2 * 1_024 * 1_024;

    private final Set<Capability> capabilities;

    private Reference(MessagingBackend correct) {
        super(correct);
        EnumSet<Capability> declared = EnumSet.copyOf(correct.capabilities());
        declared.add(Capability.RECONNECT);
        declared.add(Capability.PERSISTENT);
        capabilities = Set.copyOf(declared);
    }

    /** Without interceptors, which are around the faulty backend. */
    public static Reference open(String broker, Delivery delivery) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Reference.class.getClassLoader());
        try {
            return new Reference(InMemoryMessagingBackend.open(broker, delivery));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public long maxMessageBytes() {
        return MAX_MESSAGE_BYTES;
    }

    @Override
    public void storeMessage(String namespace, String topic, Message message) {
        checkSize(message);
        super.storeMessage(namespace, topic, message);
    }

    @Override
    public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
        try {
            checkSize(message);
        } catch (RejectedMessageException tooLarge) {
            return CompletableFuture.failedFuture(tooLarge);
        }
        return super.storeMessageAsync(namespace, topic, message);
    }

    private static void checkSize(Message message) {
        if (message != null && message.jsonLength() > MAX_MESSAGE_BYTES) {
            throw new RejectedMessageException(
                    "the message has " + message.jsonLength() + " bytes; at most " + MAX_MESSAGE_BYTES + " are taken");
        }
    }
}
