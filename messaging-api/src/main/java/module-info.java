/**
 * The messaging contract: the message model, {@link io.messaging.backend.MessagingBackend} and the
 * configuration that picks a backend.
 */
@SuppressWarnings("module") // the friends named below are built after this module
module io.messaging {
    requires tools.jackson.core;
    requires static tools.jackson.databind; // for typed payloads only

    exports io.messaging.message;
    exports io.messaging.administration;
    exports io.messaging.backend;
    exports io.messaging.interceptor;
    exports io.messaging.config;

    // What backends are made of.
    exports io.messaging.spi;
    exports io.messaging.spi.connection;
    exports io.messaging.spi.delivery;
    exports io.messaging.spi.group;

    // The JSON plumbing is shared with our own modules only; it shows Jackson types and may change at any time.
    exports io.messaging.json to
            io.messaging.embedded,
            io.messaging.redis,
            io.messaging.cli;

    // The log and the waits of our own modules.
    exports io.messaging.log to
            io.messaging.store,
            io.messaging.inmemory,
            io.messaging.bus,
            io.messaging.embedded,
            io.messaging.redis,
            io.messaging.testing;
    exports io.messaging.concurrent to
            io.messaging.embedded,
            io.messaging.redis;

    uses io.messaging.interceptor.MessagingInterceptor;
    uses io.messaging.spi.MessagingBackendFactory;
}
