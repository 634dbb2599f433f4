package io.messaging.embedded.server.feed;

import io.messaging.embedded.protocol.Command.Attach;
import java.util.ArrayDeque;

/**
 * What a feed has in flight: pushed and not acknowledged, up to a number of messages and of bytes. So a slow handler
 * holds up neither its connection nor its process's memory. Owned by the event loop.
 */
final class Window {
    private record InFlight(long number, int bytes) {}

    private final Feeds feeds;
    private final int size;
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private long bytes;

    Window(Feeds feeds, int size) {
        this.feeds = feeds;
        this.size = size;
    }

    boolean hasRoom() {
        return inFlight.size() < size && bytes < Attach.WINDOW_BYTES;
    }

    /** A message was pushed under a number that its acknowledgement will have. */
    void add(long number, int jsonLength) {
        inFlight.add(new InFlight(number, jsonLength));
        bytes += jsonLength;
        feeds.inFlight(1);
    }

    /** Everything up to the number was acknowledged. */
    void acknowledge(long number) {
        while (!inFlight.isEmpty() && inFlight.peek().number() <= number) {
            bytes -= inFlight.poll().bytes();
            feeds.inFlight(-1);
        }
    }

    void clear() {
        feeds.inFlight(-inFlight.size());
        inFlight.clear();
    }
}
