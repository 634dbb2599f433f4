package com.example.shop;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * An application that a framework would keep for all tests of a run: what it starts when a test first uses it lives on.
 * Used by samples of the leak check.
 */
public final class CachedShop {
    private static CachedShop cached;

    private final MessagingBackend backend;
    private final EmbeddedServer server = EmbeddedServer.start();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final CountDownLatch handled = new CountDownLatch(1);

    private CachedShop() {
        backend = MessagingConfig.of(Map.of(
                        "backend_module", "io.messaging.embedded",
                        "backend_class", "EmbeddedMessagingBackend",
                        "backend_config", Map.of("port", server.port(), "auto_start_server", false)))
                .createBackend();
        scheduler.scheduleAtFixedRate(() -> {}, 0, 1, TimeUnit.MILLISECONDS);
        Thread worker = new Thread(this::work, "shop-worker");
        worker.setDaemon(true);
        worker.start();
    }

    /** Returns the application of the run, started on first use. */
    public static synchronized CachedShop cached() {
        if (cached == null) {
            cached = new CachedShop();
        }
        return cached;
    }

    /** Has something made by the code of a test, as a framework does with the beans of a configuration. */
    public static <T> T make(Supplier<T> factory) {
        return factory.get();
    }

    public static synchronized void end() throws InterruptedException {
        if (cached != null) {
            cached.backend.close();
            cached.server.close();
            cached.scheduler.shutdownNow();
            cached.work.add(() -> Thread.currentThread().interrupt());
            cached = null;
        }
    }

    private void work() {
        try {
            while (true) {
                work.take().run();
            }
        } catch (InterruptedException e) {
            // the end
        }
    }

    /** Uses all of it. */
    public void use() throws InterruptedException {
        backend.subscribe("shop", message -> handled.countDown());
        backend.storeMessage(
                "shop",
                "shop",
                Message.builder(GemstoneGenerator.withRandomMachineId())
                        .payload(Map.of("n", 1))
                        .build());
        handled.await();
    }

    /** A handler that does not end when it is interrupted. */
    public static final class Stubborn {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch end;

        public Stubborn(CountDownLatch end) {
            this.end = end;
        }

        public void handle(Message message) {
            begun.countDown();
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    // goes on
                }
            }
        }

        public void awaitBegun() {
            try {
                begun.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
