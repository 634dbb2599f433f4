package com.example.messaging;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.message.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What was stored, in storing order, in a file that outlives the process. A record is written before its store returns, so a
 * crash of the process loses nothing; a crash of the machine may, as nothing is forced to the disk. Not thread-safe: whoever
 * calls it holds the backend's lock.
 */
final class Journal implements AutoCloseable {
    private static final int HEADER_BYTES = Integer.BYTES + Integer.BYTES;

    /** Null for a journal that keeps nothing. Not a channel, which the interrupt of a storing thread would close. */
    private final RandomAccessFile file;

    private Journal(RandomAccessFile file) {
        this.file = file;
    }

    /** Takes what a journal has. */
    interface Reader {
        void take(String namespace, String topic, StoredMessage stored);
    }

    /** Returns a journal that keeps nothing. */
    static Journal none() {
        return new Journal(null);
    }

    /** Opens a file, or creates it. One journal at a time may have it open. */
    static Journal open(Path path) throws IOException {
        return new Journal(new RandomAccessFile(path.toFile(), "rw"));
    }

    boolean isKept() {
        return file != null;
    }

    /** A record is its length, its checksum, and the rest. When one cannot be written whole, none follows it. */
    void append(String namespace, String topic, StoredMessage stored) {
        if (file == null) {
            return;
        }
        try {
            byte[] content = content(namespace, topic, stored);
            ByteArrayOutputStream record = new ByteArrayOutputStream(HEADER_BYTES + content.length);
            DataOutputStream out = new DataOutputStream(record);
            out.writeInt(content.length);
            out.writeInt(checksum(content));
            out.write(content);
            file.write(record.toByteArray());
        } catch (IOException e) {
            close();
            throw new MessagingConnectionException("the journal cannot be written; open the backend again", e);
        }
    }

    private static byte[] content(String namespace, String topic, StoredMessage stored) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(content);
        write(out, namespace);
        write(out, topic);
        out.writeLong(stored.deadlineMillis());
        write(out, stored.message().toJson());
        return content.toByteArray();
    }

    /** Reads up to the first record that is not whole, which a crash has interrupted, and goes on writing there. */
    void read(Reader reader) {
        if (file == null) {
            return;
        }
        try {
            long end = 0;
            byte[] content = next(end);
            while (content != null) {
                take(content, reader);
                end += HEADER_BYTES + content.length;
                content = next(end);
            }
            file.setLength(end);
            file.seek(end);
        } catch (IOException e) {
            close();
            throw new MessagingConnectionException("the journal cannot be read; look at the file", e);
        }
    }

    private byte[] next(long start) throws IOException {
        try {
            int length = file.readInt();
            int checksum = file.readInt();
            if (length < 0 || length > file.length() - start) {
                return null;
            }
            byte[] content = new byte[length];
            file.readFully(content);
            return checksum(content) == checksum ? content : null;
        } catch (EOFException atTheEnd) {
            return null;
        }
    }

    private static void take(byte[] content, Reader reader) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        String namespace = text(in);
        String topic = text(in);
        long deadlineMillis = in.readLong();
        reader.take(namespace, topic, StoredMessage.until(Message.fromJson(text(in)), deadlineMillis));
    }

    private static int checksum(byte[] content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        return (int) checksum.getValue();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /** Closes the file: stores fail from now on, as they do when the process has ended. Idempotent. */
    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            throw new MessagingConnectionException("the journal cannot be closed", e);
        }
    }
}
