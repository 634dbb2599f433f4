/** What agents are written with: named clients on one namespace, on any backend. */
module io.messaging.bus {
    requires transitive io.messaging;

    exports io.messaging.bus;
}
