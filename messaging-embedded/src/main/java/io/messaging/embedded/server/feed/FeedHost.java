package io.messaging.embedded.server.feed;

import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.server.core.Recipient;
import java.util.function.Consumer;

/** What feeds need of the connection that they push to. Called by the event loop, except {@link #execute}. */
public interface FeedHost extends Recipient {
    /** Runs something on the event loop's thread: at once when called there, else soon. Any thread may call. */
    void execute(Runnable task);

    /** Runs something later. */
    void after(long millis, Runnable task);

    /** There may be something to push. */
    void ready();

    /** Sends a line that answers no request. */
    void send(Consumer<LineWriter> line);
}
