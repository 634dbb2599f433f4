package io.messaging.embedded.server;

import io.messaging.embedded.protocol.LineDecoder;
import io.messaging.embedded.protocol.LineDecoder.Found;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.Words;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * One connection. In a turn it executes the commands that have arrived and sends one buffer of what is due; what is
 * left waits for its next turn, so a busy session delays others by a turn and no more. Owned by the event loop.
 */
final class Session implements Recipient {
    private final EventLoop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ServerCore core;
    private final int maxLineBytes;
    private final LineDecoder decoder;
    private final Words words = new Words();
    private final Feeds feeds;
    private final Outbox outbox;
    private final CommandRunner commands;

    /** What the socket did not take; null while it takes everything. */
    private ByteBuffer unsent;

    /** The decoder may hold whole lines that congestion kept from being executed. */
    private boolean linesWait;

    private boolean endOfInput;
    private boolean queued;

    Session(EventLoop loop, SocketChannel channel, SelectionKey key, ServerCore core, int maxLineBytes) {
        this.loop = loop;
        this.channel = channel;
        this.key = key;
        this.core = core;
        this.maxLineBytes = maxLineBytes;
        decoder = new LineDecoder(maxLineBytes);
        feeds = new Feeds(this, core, loop.encodedMessages());
        outbox = new Outbox(feeds);
        commands = new CommandRunner(core, feeds, outbox);
    }

    EventLoop loop() {
        return loop;
    }

    Feeds feeds() {
        return feeds;
    }

    /** Sends a line that answers no request. */
    void line(Consumer<LineWriter> write) {
        write.accept(outbox.replies());
        loop.ready(this);
    }

    /** Puts it in the loop's list, unless it is there. */
    boolean enqueue() {
        boolean added = !queued;
        queued = true;
        return added;
    }

    void dequeued() {
        queued = false;
    }

    @Override
    public boolean publish(String topic, byte[] text) {
        boolean taken = outbox.publish(topic, text);
        if (taken) {
            loop.ready(this);
        } else {
            core.countPublishDrop();
        }
        return taken;
    }

    /** The socket has something, or has room. */
    void onSelected(ByteBuffer readBuffer, ByteBuffer writeBuffer) throws IOException {
        if (key.isReadable() && !outbox.isCongested()) {
            read(readBuffer);
        }
        turn(writeBuffer);
    }

    private void read(ByteBuffer buffer) throws IOException {
        int count = channel.read(buffer.clear());
        if (count < 0) {
            endOfInput = true;
        } else {
            decoder.append(buffer.flip());
            linesWait = true;
        }
    }

    void turn(ByteBuffer writeBuffer) throws IOException {
        executeLines();
        if (sendUnsent()) {
            send(writeBuffer);
        }
        if (endOfInput && !linesWait && unsent == null && !outbox.hasReplies()) {
            loop.close(this);
            return;
        }
        if (unsent == null && (!outbox.isEmpty() || (linesWait && !outbox.isCongested()))) {
            loop.ready(this);
        }
        updateInterest();
    }

    private void executeLines() {
        while (linesWait && !outbox.isCongested()) {
            Found found = decoder.next();
            switch (found) {
                case LINE -> commands.run(words.split(decoder.buffer(), decoder.lineStart(), decoder.lineEnd()));
                case TOO_LONG -> commands.tooLong(maxLineBytes);
                case NOTHING -> linesWait = false;
            }
        }
    }

    private boolean sendUnsent() throws IOException {
        if (unsent != null) {
            channel.write(unsent);
            if (unsent.hasRemaining()) {
                return false;
            }
            unsent = null;
        }
        return true;
    }

    private void send(ByteBuffer buffer) throws IOException {
        outbox.fill(buffer.clear());
        if (buffer.position() == 0) {
            return;
        }
        channel.write(buffer.flip());
        if (buffer.hasRemaining()) {
            unsent = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
        }
    }

    private void updateInterest() {
        boolean reading = !endOfInput && !linesWait && !outbox.isCongested();
        int interest = (reading ? SelectionKey.OP_READ : 0) | (unsent != null ? SelectionKey.OP_WRITE : 0);
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    void close() {
        feeds.closeAll();
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            loop.logClosing(e);
        }
    }

    @Override
    public String toString() {
        return "session of " + channel.socket().getRemoteSocketAddress();
    }
}
