package io.messaging.embedded.client;

/**
 * What a durable subscription knows of its claim at one server, from connection to connection: its number, and what it
 * has dealt with. Thread-safe as far as said.
 */
final class DurableClaim {
    private final String serverId;
    private final SettledIds settled = new SettledIds();
    private volatile long number;

    DurableClaim(String serverId) {
        this.serverId = serverId;
    }

    String serverId() {
        return serverId;
    }

    /** Used by the delivering thread only. */
    SettledIds settled() {
        return settled;
    }

    /** What to claim again with; 0 until the server has said it. */
    long number() {
        return number;
    }

    void number(long claim) {
        number = claim;
    }
}
