package io.messaging.embedded.server;

import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.HttpRequest;
import io.messaging.embedded.protocol.LineDecoder;
import io.messaging.embedded.protocol.LineDecoder.Found;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Words;
import io.messaging.log.SafeLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * One connection. In a turn it executes the commands that have arrived and sends one buffer of what is due; what is
 * left waits for its next turn, so a busy session delays others by a turn and no more. Owned by the event loop.
 */
final class Session implements Recipient {
    private static final System.Logger LOGGER = SafeLog.of(Session.class);
    private static final long LINGER_MILLIS = 1_000;

    private final EventLoop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ServerCore core;
    private final ServerSettings settings;
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

    /** The first line was looked at, and the token, where there is one, was shown. */
    private boolean opened;

    /** What asks for the token; null once it was shown, and where there is none. */
    private EntryCheck entry;

    /** Nothing more is executed; it ends when what is due is sent. */
    private boolean leaving;

    /** What was due is sent, and it waits for the peer to end, so that the last words are not lost to a reset. */
    private boolean lingering;

    /** It ends at once, whatever is due. */
    private boolean cut;

    private final SessionClock clock;
    private boolean lineEnded;

    /** What it has the server hold, as the loop last heard. */
    private long bufferBytes;

    Session(EventLoop loop, SocketChannel channel, SelectionKey key, ServerCore core, ServerSettings settings) {
        this.loop = loop;
        this.channel = channel;
        this.key = key;
        this.core = core;
        this.settings = settings;
        entry = settings.token() == null ? null : new EntryCheck(settings.token());
        decoder = new LineDecoder(maxLineBytes());
        clock = new SessionClock(settings.connectionLimits(), loop.nowNanos());
        feeds = new Feeds(this, core, loop.encodedMessages());
        outbox = new Outbox(feeds);
        commands = new CommandRunner(this, core, feeds, outbox);
    }

    private int maxLineBytes() {
        return entry == null ? settings.maxLineBytes() : EntryCheck.MAX_LINE_BYTES;
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
        if (lingering) {
            discard(readBuffer);
            return;
        }
        if (key.isReadable() && !leaving && !outbox.isCongested()) {
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
            clock.moved(loop.nowNanos());
        }
    }

    private void discard(ByteBuffer buffer) throws IOException {
        if (channel.read(buffer.clear()) < 0) {
            loop.close(this);
        }
    }

    void turn(ByteBuffer writeBuffer) throws IOException {
        executeLines();
        if (cut) {
            loop.close(this);
            return;
        }
        if (sendUnsent()) {
            send(writeBuffer);
        }
        if (((endOfInput && !linesWait) || leaving) && unsent == null && !outbox.hasReplies()) {
            end();
            return;
        }
        if (unsent == null && (!outbox.isEmpty() || (linesWait && !outbox.isCongested()))) {
            loop.ready(this);
        }
        updateInterest();
        noteWhatIsHeld();
    }

    private void executeLines() {
        lineEnded = false;
        while (linesWait && !outbox.isCongested()) {
            Found found = decoder.next();
            switch (found) {
                case LINE -> execute(words.split(decoder.buffer(), decoder.lineStart(), decoder.lineEnd()));
                case TOO_LONG -> tooLong();
                case NOTHING -> linesWait = false;
            }
            lineEnded |= found != Found.NOTHING;
        }
    }

    private void execute(Words line) {
        if (opened || open(line)) {
            commands.run(line);
        }
    }

    /** Looks at the first line, and at all lines until the token was shown. Tells whether this one is to be executed. */
    private boolean open(Words line) {
        if (HttpRequest.isPart(line)) {
            cut();
            return false;
        }
        if (entry == null) {
            opened = true;
            return true;
        }
        try {
            if (entry.admits(line, outbox.replies())) {
                entry = null;
                opened = true;
                decoder.maxLineBytes(maxLineBytes());
                loop.admitted(this);
            }
        } catch (ProtocolException e) {
            leave(e.code(), e.getMessage());
        }
        return false;
    }

    private void tooLong() {
        commands.tooLong(maxLineBytes());
        if (entry != null) {
            stopListening();
        }
    }

    /** Ends the connection at once: what sends this is no peer, and nothing that it sends may be executed. */
    void cut() {
        LOGGER.log(Level.DEBUG, "cut off {0}: it sent no command of ours", this);
        core.countError();
        cut = true;
        stopListening();
    }

    /** Ends the connection with a last word. */
    void leave(ErrorCode code, String text) {
        commands.error(code, text);
        stopListening();
        feeds.closeAll();
        loop.ready(this);
    }

    private void stopListening() {
        leaving = true;
        linesWait = false;
        decoder.clear();
    }

    private void end() throws IOException {
        if (endOfInput || !leaving) {
            loop.close(this);
            return;
        }
        lingering = true;
        channel.shutdownOutput();
        key.interestOps(SelectionKey.OP_READ);
        loop.after(LINGER_MILLIS, () -> loop.close(this));
        noteWhatIsHeld();
    }

    private void noteWhatIsHeld() {
        boolean congested = outbox.isCongested();
        clock.turnEnded(
                !congested && !leaving && decoder.isInLine(),
                lineEnded,
                unsent != null && outbox.hasReplies(),
                loop.nowNanos());
        if (isWatched()) {
            loop.watch();
        }
        long held =
                decoder.capacity() + outbox.heldBytes() + feeds.heldBytes() + (unsent == null ? 0 : unsent.capacity());
        if (held != bufferBytes) {
            loop.bufferBytesChanged(held - bufferBytes);
            bufferBytes = held;
        }
    }

    /** Whether its time may run out. */
    boolean isWatched() {
        return entry != null || clock.isRunning();
    }

    /** Ends it if its peer takes too long with a line, with reading replies, or with showing the token. */
    void endIfOverdue(long nowNanos) {
        if (clock.areRepliesOverdue(nowNanos) || (leaving && unsent != null && clock.isEntryOverdue(nowNanos))) {
            LOGGER.log(Level.DEBUG, "closing {0}: it does not read its replies (stall_timeout_millis)", this);
            loop.close(this);
        } else if (!leaving && clock.isLineOverdue(decoder.pendingBytes(), nowNanos)) {
            leave(ErrorCode.TIMED_OUT, "the line did not come to its end in time (stall_timeout_millis)");
        } else if (!leaving && entry != null && clock.isEntryOverdue(nowNanos)) {
            leave(ErrorCode.UNAUTHORIZED, "the token did not come in time (stall_timeout_millis)");
        }
    }

    long bufferBytes() {
        return bufferBytes;
    }

    long movedNanos() {
        return clock.movedNanos();
    }

    /** Ends it because all connections together have the server hold too much. */
    void shed() {
        if (unsent == null && !outbox.hasReplies() && !leaving) {
            leave(ErrorCode.BUSY, "the server holds as much for its connections as it may (max_buffer_bytes)");
            noteWhatIsHeld();
        } else {
            loop.close(this);
        }
    }

    private boolean sendUnsent() throws IOException {
        if (unsent != null) {
            noteSent(channel.write(unsent));
            if (unsent.hasRemaining()) {
                return false;
            }
            unsent = null;
        }
        return true;
    }

    private void noteSent(int bytes) {
        if (bytes > 0) {
            clock.sent(bytes);
            clock.moved(loop.nowNanos());
        }
    }

    private void send(ByteBuffer buffer) throws IOException {
        outbox.fill(buffer.clear());
        if (buffer.position() == 0) {
            return;
        }
        noteSent(channel.write(buffer.flip()));
        if (buffer.hasRemaining()) {
            unsent = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
        }
    }

    private void updateInterest() {
        boolean reading = !endOfInput && !leaving && !linesWait && !outbox.isCongested();
        int interest = (reading ? SelectionKey.OP_READ : 0) | (unsent != null ? SelectionKey.OP_WRITE : 0);
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    void close() {
        feeds.closeAll();
        loop.bufferBytesChanged(-bufferBytes);
        bufferBytes = 0;
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
