package io.messaging.embedded.server.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Writes to a session's socket, and keeps what it did not take. Owned by the event loop. */
final class SocketOutput {
    private final SocketChannel channel;
    private final SessionClock clock;
    private final EventLoop loop;

    /** Null while the socket takes everything. */
    private ByteBuffer rest;

    SocketOutput(SocketChannel channel, SessionClock clock, EventLoop loop) {
        this.channel = channel;
        this.clock = clock;
        this.loop = loop;
    }

    boolean isBlocked() {
        return rest != null;
    }

    long heldBytes() {
        return rest == null ? 0 : rest.capacity();
    }

    /** Writes what is left from before; returns whether there is room for more. */
    boolean sendRest() throws IOException {
        if (rest != null) {
            write(rest);
            rest = rest.hasRemaining() ? rest : null;
        }
        return rest == null;
    }

    /** Writes a buffer, when nothing is left from before. */
    void send(ByteBuffer buffer) throws IOException {
        if (buffer.hasRemaining()) {
            write(buffer);
            if (buffer.hasRemaining()) {
                rest = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
            }
        }
    }

    private void write(ByteBuffer buffer) throws IOException {
        int count = channel.write(buffer);
        if (count > 0) {
            clock.sent(count);
            clock.moved(loop.nowNanos());
        }
    }
}
