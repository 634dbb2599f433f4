package io.messaging.store.log;

import java.util.Arrays;

/** The bytes of a file in memory. Not thread-safe. */
final class RecordedFile {
    private byte[] bytes;
    private int size;

    RecordedFile() {
        this(new byte[0]);
    }

    RecordedFile(byte[] content) {
        bytes = content;
        size = content.length;
    }

    int size() {
        return size;
    }

    byte[] content() {
        return Arrays.copyOf(bytes, size);
    }

    void write(byte[] source, int from, int length, long at) {
        int end = (int) at + length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        System.arraycopy(source, from, bytes, (int) at, length);
        size = Math.max(size, end);
    }

    void truncate(long newSize) {
        if (newSize < size) {
            Arrays.fill(bytes, (int) newSize, size, (byte) 0);
            size = (int) newSize;
        }
    }

    int read(byte[] target, int from, int length, long at) {
        int count = Math.max(0, Math.min(length, size - (int) at));
        if (count > 0) {
            System.arraycopy(bytes, (int) at, target, from, count);
        }
        return count;
    }
}
