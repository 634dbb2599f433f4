package io.messaging.embedded.server.session;

import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.HttpRequest;
import io.messaging.embedded.protocol.LineDecoder;
import io.messaging.embedded.protocol.LineDecoder.Found;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Words;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.embedded.server.core.ServerOptions;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.embedded.server.feed.FeedHost;
import io.messaging.embedded.server.feed.Feeds;
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
final class Session implements FeedHost {
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
    private final SocketOutput output;

    /** The decoder may hold whole lines that congestion kept from being executed. */
    private boolean linesWait;

    private boolean endOfInput;
    private boolean queued;

    /** The first line was checked, and the client authenticated where there is a token. */
    private boolean opened;

    /** Authenticates the client; null once it has, and where the server has no token. */
    private Authentication authentication;

    /** Nothing more is executed; it ends when what is due is sent. */
    private boolean leaving;

    /** Everything is sent, and it waits for the peer to close, so that a reset does not lose the error. */
    private boolean lingering;

    /** It ends at once, whatever is due. */
    private boolean cut;

    private final SessionClock clock;
    private boolean lineEnded;

    /** What it makes the server hold, as the loop knows. */
    private long bufferBytes;

    Session(EventLoop loop, SocketChannel channel, SelectionKey key, ServerCore core, ServerSettings settings) {
        this.loop = loop;
        this.channel = channel;
        this.key = key;
        this.core = core;
        this.settings = settings;
        authentication = settings.token() == null ? null : new Authentication(settings.token());
        decoder = new LineDecoder(maxLineBytes());
        clock = new SessionClock(settings.get(ServerOptions.STALL_TIMEOUT_MILLIS), loop.nowNanos());
        output = new SocketOutput(channel, clock, loop);
        feeds = new Feeds(this, core, loop.encodedMessages());
        outbox = new Outbox(feeds);
        commands = new CommandRunner(this, core, feeds, outbox, loop.commits().batch(), loop.buffers());
    }

    private int maxLineBytes() {
        return authentication == null ? settings.maxLineBytes() : Authentication.MAX_LINE_BYTES;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void after(long millis, Runnable task) {
        loop.after(millis, task);
    }

    @Override
    public void ready() {
        loop.ready(this);
    }

    @Override
    public void send(Consumer<LineWriter> line) {
        line.accept(outbox.replies());
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
        outbox.turnStarts();
        executeLines();
        if (commands.takeStored()) {
            outbox.hold();
            loop.commits().add(this);
        }
        if (cut) {
            loop.close(this);
            return;
        }
        if (output.sendRest()) {
            outbox.fill(writeBuffer.clear());
            core.store().writePlaces(); // before a handler begins with what is sent
            output.send(writeBuffer.flip());
        }
        if (((endOfInput && !linesWait) || leaving) && !output.isBlocked() && !outbox.hasReplies()) {
            end();
            return;
        }
        if (!output.isBlocked() && (!outbox.isEmpty() || (linesWait && !outbox.isCongested()))) {
            loop.ready(this);
        }
        updateInterest();
        noteWhatIsHeld();
    }

    /** What it has stored in one turn is safe. */
    void released() {
        if (loop.isOpen(this)) {
            outbox.release();
            loop.ready(this);
        }
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

    /** Checks the first line, and all lines until the client has authenticated; returns whether to execute this one. */
    private boolean open(Words line) {
        if (HttpRequest.isPart(line)) {
            cut();
            return false;
        }
        if (authentication == null) {
            opened = true;
            return true;
        }
        try {
            if (authentication.admits(line, outbox.replies())) {
                authentication = null;
                opened = true;
                decoder.maxLineBytes(maxLineBytes());
                loop.authenticated(this);
            }
        } catch (ProtocolException e) {
            leave(e.code(), e.getMessage());
        }
        return false;
    }

    private void tooLong() {
        commands.tooLong(maxLineBytes());
        if (authentication != null) {
            stopListening();
        }
    }

    /** Ends the connection at once: the sender is no peer, and nothing that it sends may be executed. */
    void cut() {
        LOGGER.log(Level.DEBUG, "cut off {0}: it sent HTTP or the like", this);
        core.countError();
        cut = true;
        stopListening();
    }

    /** Ends the connection with an error. */
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
                output.isBlocked() && outbox.hasReplies(),
                loop.nowNanos());
        if (isWatched()) {
            loop.watch();
        }
        long held = decoder.capacity() + outbox.heldBytes() + feeds.heldBytes() + output.heldBytes();
        if (held != bufferBytes) {
            loop.buffers().changed(held - bufferBytes);
            bufferBytes = held;
        }
    }

    /** Whether a time limit is running. */
    boolean isWatched() {
        return authentication != null || clock.isRunning();
    }

    /** Ends it if its peer takes too long with a line, reading replies, or authenticating. */
    void endIfOverdue(long nowNanos) {
        if (clock.areRepliesOverdue(nowNanos)
                || (leaving && output.isBlocked() && clock.isAuthenticationOverdue(nowNanos))) {
            LOGGER.log(Level.DEBUG, "closing {0}: it does not read its replies (stall_timeout_millis)", this);
            loop.close(this);
        } else if (!leaving && clock.isLineOverdue(decoder.pendingBytes(), nowNanos)) {
            leave(ErrorCode.TIMED_OUT, "the line did not come to its end in time (stall_timeout_millis)");
        } else if (!leaving && authentication != null && clock.isAuthenticationOverdue(nowNanos)) {
            leave(ErrorCode.UNAUTHORIZED, "the token did not come in time (stall_timeout_millis)");
        }
    }

    long bufferBytes() {
        return bufferBytes;
    }

    long movedNanos() {
        return clock.movedNanos();
    }

    /** Ends it because all connections together make the server hold too much. */
    void shed() {
        if (!output.isBlocked() && !outbox.hasReplies() && !leaving) {
            leave(ErrorCode.BUSY, "the server holds as much for its connections as it may (max_buffer_bytes)");
            noteWhatIsHeld();
        } else {
            loop.close(this);
        }
    }

    private void updateInterest() {
        boolean reading = !endOfInput && !leaving && !linesWait && !outbox.isCongested();
        int interest = (reading ? SelectionKey.OP_READ : 0) | (output.isBlocked() ? SelectionKey.OP_WRITE : 0);
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    void close() {
        feeds.closeAll();
        loop.buffers().changed(-bufferBytes);
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
