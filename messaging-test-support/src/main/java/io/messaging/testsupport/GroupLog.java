package io.messaging.testsupport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the handlers of a group do with numbered messages that have keys: a file to which several processes append a line as a
 * handler begins and as it ends. It survives processes that are killed; {@link GroupCheck} judges it. Thread-safe.
 */
public final class GroupLog implements AutoCloseable {
    static final String BEGUN = "begun";
    static final String ENDED = "ended";
    static final String KILLED = "killed";

    private final FileChannel file;

    public GroupLog(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Notes that a handler begins; a member is {@code PID/NUMBER}. */
    public void begin(String member, int key, int number, int attempt) throws IOException {
        append(BEGUN + " " + member + " " + key + " " + number + " " + attempt);
    }

    public void end(String member, int key, int number, int attempt) throws IOException {
        append(ENDED + " " + member + " " + key + " " + number + " " + attempt);
    }

    /** Notes that a process is about to be killed. */
    public void killing(long pid) throws IOException {
        append(KILLED + " " + pid);
    }

    /** One write for each line, so that those of several processes stay whole and in order. */
    private void append(String line) throws IOException {
        file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
