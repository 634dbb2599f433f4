/** The messaging contract kept in one heap. */
module io.messaging.inmemory {
    requires transitive io.messaging;
    requires io.messaging.store;
    requires static com.google.auto.service;

    exports io.messaging.inmemory;

    provides io.messaging.spi.MessagingBackendFactory with
            io.messaging.inmemory.InMemoryMessagingBackendFactory;
}
