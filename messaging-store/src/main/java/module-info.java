/** The store that the in-memory and the embedded backend share; for our own modules only. */
@SuppressWarnings("module") // the modules named below are built after this one
module io.messaging.store {
    requires tools.jackson.core;
    requires transitive io.messaging;

    exports io.messaging.store to
            io.messaging.inmemory,
            io.messaging.embedded;
    exports io.messaging.store.log to
            io.messaging.embedded;
    exports io.messaging.store.log.check to
            io.messaging.embedded,
            io.messaging.cli;
    exports io.messaging.store.log.file to
            io.messaging.embedded;
    exports io.messaging.store.log.segment to
            io.messaging.embedded;
    exports io.messaging.store.group to
            io.messaging.inmemory,
            io.messaging.embedded;
    exports io.messaging.store.durable to
            io.messaging.inmemory,
            io.messaging.embedded;
}
