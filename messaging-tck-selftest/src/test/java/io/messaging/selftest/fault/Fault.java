package io.messaging.selftest.fault;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.Interceptors;
import io.messaging.config.MessagingConfig;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.interceptor.MessagingInterceptor;
import java.util.List;
import java.util.Optional;

/** What is wrong with a backend. There is one for each test, shared by all instances that the test opens. */
@FunctionalInterface
public interface Fault {
    /** Makes an instance that does one thing wrong. */
    MessagingBackend open(MessagingBackend correct);

    /** Makes the instance call interceptors, as a correct backend does. */
    default MessagingBackend intercepted(MessagingBackend faulty, List<MessagingInterceptor> found) {
        return Interceptors.on(faulty, found);
    }

    /** The connections are cut. */
    default void cut() {}

    /** What keeps the messages is killed and started again; the correct backend has lost nothing. */
    default void restart(Runnable whileDown) {
        whileDown.run();
    }

    default Delivery delivery() {
        return Delivery.ASYNC;
    }

    /** Where another process finds the messages. */
    default Optional<MessagingConfig> config() {
        return Optional.empty();
    }
}
