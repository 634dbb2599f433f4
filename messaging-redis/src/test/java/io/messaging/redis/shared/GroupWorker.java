package io.messaging.redis.shared;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.testsupport.GroupLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of a process that is made to be killed: members of a group that note in a log when their handlers begin and when they
 * have ended.
 */
final class GroupWorker {
    static final String TOPIC = "jobs";
    static final String GROUP = "workers";
    static final String KEY = "key";
    static final String NUMBER = "number";

    private final String name;
    private final GroupLog log;
    private final int mostWorkMicros;

    private GroupWorker(String name, GroupLog log, int mostWorkMicros) {
        this.name = name;
        this.log = log;
        this.mostWorkMicros = mostWorkMicros;
    }

    /** Takes the log, the number of members, the concurrency of each, and the longest work of a handler in microseconds. */
    public static void main(String[] arguments) throws IOException {
        List<MessagingBackend> backends = new ArrayList<>();
        try (GroupLog log = new GroupLog(Path.of(arguments[0]))) {
            int mostWorkMicros = Integer.parseInt(arguments[3]);
            SubscriptionOptions options =
                    SubscriptionOptions.shared(GROUP).orderedBy(KEY).concurrency(Integer.parseInt(arguments[2]));
            for (int member = 0; member < Integer.parseInt(arguments[1]); member++) {
                String name = ProcessHandle.current().pid() + "/" + member;
                GroupWorker worker = new GroupWorker(name, log, mostWorkMicros);
                MessagingBackend backend = MessagingConfig.fromEnvironment().createBackend();
                backends.add(backend);
                backend.subscribe(TOPIC, MessageHandler.ofDelivery(worker::handle), options);
            }
            System.out.println("subscribed");
            int nothing = System.in.read();
            if (nothing >= 0) {
                throw new IOException("nobody should have said anything");
            }
            backends.forEach(MessagingBackend::close);
        }
    }

    private void handle(Delivery delivery) throws IOException {
        Map<String, Object> payload = delivery.message().payload();
        int key = ((Number) payload.get(KEY)).intValue();
        int number = ((Number) payload.get(NUMBER)).intValue();
        log.begin(name, key, number, delivery.attempt());
        if (mostWorkMicros > 0 && number % 3 > 0) { // the others take no time
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(mostWorkMicros) * 1_000L);
        }
        log.end(name, key, number, delivery.attempt());
    }
}
