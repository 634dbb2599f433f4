package io.messaging.tck.sample;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Topic and namespace names that no other test, run or program uses, so that the kit can share a server. They come
 * from outside the seed on purpose: two runs with one seed must not meet.
 */
public final class Names {
    private final String prefix;
    private final AtomicInteger count = new AtomicInteger();

    public Names(String rule) {
        prefix = "tck-" + rule + "-" + UUID.randomUUID().toString().substring(0, 13);
    }

    public String topic() {
        return prefix + "-t" + count.incrementAndGet() + "-"; // so that none begins with another
    }

    public String namespace() {
        return prefix + "-n" + count.incrementAndGet();
    }

    /** A text that is the same in no other run, for building odd names around it. */
    public String unique() {
        return prefix + "-" + count.incrementAndGet();
    }
}
