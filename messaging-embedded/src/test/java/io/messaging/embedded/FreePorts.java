package io.messaging.embedded;

/** Ports for servers that are started by asking for a port by number. */
final class FreePorts {
    private FreePorts() {}

    /** A port that the operating system has just had free. */
    static int next() {
        try (EmbeddedServer server = EmbeddedServer.start()) {
            return server.port();
        }
    }
}
