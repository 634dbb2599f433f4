/** The message store, exposed over TCP: server, client and wire protocol. */
module io.messaging.embedded {
    requires transitive io.messaging;
    requires io.messaging.store;
    requires static com.google.auto.service;

    exports io.messaging.embedded;

    provides io.messaging.spi.MessagingBackendFactory with
            io.messaging.embedded.EmbeddedMessagingBackendFactory;
}
