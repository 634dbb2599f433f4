package io.messaging.benchmarks.payload;

import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Creates messages of one size, each with an id of its own and a text that fills it up. Thread-safe if its generator is. */
public final class PayloadSource {
    /** The size of message that the bars are about. */
    public static final int SMALL_BYTES = 400;

    /** The other size that is measured. */
    public static final int LARGE_BYTES = 16 * 1024;

    private static final String TEXT = textOf(64 * 1024);
    private static final GemstoneGenerator GENERATOR = GemstoneGenerator.withRandomMachineId();

    private final GemstoneGenerator generator;
    private final int bytes;

    /** Returns a source of the scenarios, whose ids never repeat in one run. */
    public static PayloadSource ofBytes(int bytes) {
        return new PayloadSource(GENERATOR, bytes);
    }

    /** Sets the size of each message's JSON. */
    public PayloadSource(GemstoneGenerator generator, int bytes) {
        int least = json(GemstoneId.of(-1), "").length();
        if (bytes < least || bytes > least + TEXT.length()) {
            throw new IllegalArgumentException("bytes is " + bytes + "; a message has from " + least + " to "
                    + (least + TEXT.length()) + " bytes of JSON");
        }
        this.generator = generator;
        this.bytes = bytes;
    }

    /** How many bytes of JSON each message has. */
    public int bytes() {
        return bytes;
    }

    /** Creates the next messages. */
    public List<Payload> take(int count) {
        List<Payload> payloads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            payloads.add(next());
        }
        return payloads;
    }

    /** Creates the next message. */
    public Payload next() {
        GemstoneId id = generator.next();
        int fill = bytes - json(id, "").length();
        byte[] json = json(id, TEXT.substring(0, fill)).getBytes(StandardCharsets.US_ASCII);
        return new Payload(id, json, Message.fromJson(json));
    }

    private static String json(GemstoneId id, String text) {
        return "{\"sender\":{\"id\":\"bench-agent\",\"name\":\"Bench\"},\"topics\":\"bench\",\"recipient_list\":[],"
                + "\"payload\":{\"text\":\"" + text + "\"},\"format\":\"generic_json\",\"thread\":[" + id
                + "],\"message_history\":[],\"ttl\":null,\"is_error_message\":false,\"id\":" + id
                + ",\"priority\":" + id.priority().number() + ",\"timestamp\":" + id.epochMillis() + ".0}";
    }

    /** Words of random letters, the same in every run. */
    private static String textOf(int length) {
        Random random = new Random(42);
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(random.nextInt(6) == 0 ? ' ' : (char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }
}
