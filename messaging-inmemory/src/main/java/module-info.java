/** The messaging contract kept in one heap, and the store that the embedded server shares. */
@SuppressWarnings("module") // the friends named below are built after this module
module io.messaging.inmemory {
    requires transitive io.messaging;
    requires static com.google.auto.service;

    exports io.messaging.inmemory;
    exports io.messaging.inmemory.durable to
            io.messaging.embedded;
    exports io.messaging.inmemory.subscription to
            io.messaging.embedded;
    exports io.messaging.inmemory.store to
            io.messaging.embedded,
            io.messaging.benchmarks;

    provides io.messaging.backend.MessagingBackendFactory with
            io.messaging.inmemory.InMemoryMessagingBackendFactory;
}
