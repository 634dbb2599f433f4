package io.messaging.redis.connection;

import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A reply that is a flat list of texts; numbers become texts. When the connection is lost in the middle of a reply, the
 * client resends the command and decodes the second reply into the same object: so each beginning of a list starts
 * anew. The client's own lists, maps and sets keep the first half, and must not be used.
 *
 * <p>Owned by the I/O thread until the command has completed.
 */
final class ListAnswer extends CommandOutput<String, byte[], List<byte[]>> {
    ListAnswer() {
        super(RedisLink.CODEC, List.of());
    }

    @Override
    public void multi(int count) {
        output = new ArrayList<>(Math.max(0, count));
    }

    @Override
    public void set(ByteBuffer bytes) {
        output.add(bytes == null ? null : codec.decodeValue(bytes));
    }

    @Override
    public void set(long number) {
        output.add(ascii(Long.toString(number)));
    }

    @Override
    public void set(double number) {
        output.add(ascii(Double.toString(number)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
