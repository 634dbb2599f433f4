package com.example.jobs;

// docs: jobs
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** {@code planner COUNT}, {@code worker} or {@code collector COUNT}: processes that share jobs. */
public final class Jobs {
    public static void main(String[] arguments) throws Exception {
        try (MessagingBackend backend = MessagingConfig.fromEnvironment().createBackend()) {
            switch (arguments[0]) {
                case "planner" -> plan(backend, Integer.parseInt(arguments[1]));
                case "worker" -> work(backend);
                default -> collect(backend, Integer.parseInt(arguments[1]));
            }
        }
    }

    private static void plan(MessagingBackend backend, int count) {
        GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();
        for (int number = 1; number <= count; number++) {
            Message job = Message.builder(ids).payload(Map.of("number", number)).build();
            backend.storeMessage("jobs", "jobs", job);
        }
    }

    private static void work(MessagingBackend backend) throws InterruptedException {
        SubscriptionOptions workers = SubscriptionOptions.shared("workers").concurrency(2);
        backend.subscribe("jobs", job -> backend.storeMessage("results", "results", result(job)), workers);
        backend.awaitClosed();
    }

    /** Has the id of its job: if a job is done twice, its result is stored once. */
    private static Message result(Message job) throws InterruptedException {
        long number = ((Number) job.payload().get("number")).longValue();
        Thread.sleep(50); // hard work
        return Message.builder(job.id())
                .payload(Map.of("square", number * number))
                .build();
    }

    private static void collect(MessagingBackend backend, int count) throws InterruptedException {
        CountDownLatch missing = new CountDownLatch(count);
        backend.subscribe(
                "results",
                result -> missing.countDown(),
                SubscriptionOptions.plain().fromBeginning());
        missing.await();
        System.out.println(count + " jobs done");
    }
}
// docs: end
