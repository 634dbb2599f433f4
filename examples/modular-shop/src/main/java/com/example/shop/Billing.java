package com.example.shop;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Answers each order with an invoice. */
public final class Billing {
    /**
     * Subscribes to orders.
     *
     * @param backend stays open as long as there is something to bill
     */
    public Billing(MessagingBackend backend) {
        GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();
        backend.subscribe(
                "orders",
                order -> backend.storeMessage(
                        "shop",
                        "invoices",
                        Message.builder(ids)
                                .payload(Map.of("order", order.payload().get("order")))
                                .build()));
    }

    /**
     * Bills orders until the process is ended.
     *
     * @param args none
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        try (MessagingBackend backend = MessagingConfig.fromEnvironment().createBackend()) {
            new Billing(backend);
            new CountDownLatch(1).await();
        }
    }
}
