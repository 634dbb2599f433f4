/**
 * The messaging contract: the message model, {@link io.messaging.backend.MessagingBackend} and the
 * configuration that picks a backend.
 */
@SuppressWarnings("module") // the friends named below are built after this module
module io.messaging {
    requires tools.jackson.core;

    exports io.messaging.message;
    exports io.messaging.backend;
    exports io.messaging.config;

    // The JSON plumbing is shared with our own modules only; it shows Jackson types and may change at any time.
    exports io.messaging.json to
            io.messaging.embedded,
            io.messaging.redis,
            io.messaging.cli;

    // The log of our own modules.
    exports io.messaging.log to
            io.messaging.inmemory,
            io.messaging.embedded,
            io.messaging.redis;

    // How messages get to a handler, shared by our own backends.
    exports io.messaging.delivery to
            io.messaging.store,
            io.messaging.inmemory,
            io.messaging.embedded,
            io.messaging.redis;

    uses io.messaging.backend.MessagingBackendFactory;
}
