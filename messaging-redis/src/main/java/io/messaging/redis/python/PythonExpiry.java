package io.messaging.redis.python;

import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Worker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Removes expired messages from their topics, also for Python's readers. Thread-safe. */
final class PythonExpiry {
    private static final long PERIOD_MILLIS = 500;
    private static final int AT_ONCE = 500;

    private final RedisLink link;
    private final PythonNames names;
    private final Worker worker;
    private final AtomicBoolean started = new AtomicBoolean();

    PythonExpiry(RedisLink link, PythonNames names, Worker worker) {
        this.link = link;
        this.names = names;
        this.worker = worker;
    }

    void start() {
        if (started.compareAndSet(false, true)) {
            worker.every(PERIOD_MILLIS, this::sweep);
        }
    }

    private void sweep() {
        String now = Long.toString(System.currentTimeMillis());
        List<byte[]> due = link.call(() -> link.byScore(names.expiring(), "0", now, 0, AT_ONCE));
        for (byte[] note : due) {
            List<Object> expired = PythonNames.readNote(note);
            byte[] json = ((String) expired.get(1)).getBytes(StandardCharsets.UTF_8);
            link.call(() -> link.commands().zrem((String) expired.get(0), json));
            link.call(() -> link.commands().zrem(names.expiring(), note));
        }
    }
}
