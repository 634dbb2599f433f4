package com.example.shop;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A program of its own that answers each invoice with a parcel, until an order of "stop" comes. */
final class ShippingMain {
    private ShippingMain() {}

    // docs: main
    public static void main(String[] args) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();
        try (MessagingBackend backend = MessagingConfig.fromEnvironment().createBackend()) {
            backend.subscribe(
                    "invoices",
                    invoice -> {
                        Object order = invoice.payload().get("order");
                        System.out.println("shipping " + order);
                        if (order.equals("stop")) {
                            stopped.countDown();
                            return;
                        }
                        backend.storeMessage(
                                "shop",
                                "parcels",
                                Message.builder(ids)
                                        .payload(Map.of("order", order))
                                        .build());
                    },
                    SubscriptionOptions.plain().namespace("shop"));
            stopped.await();
        }
        System.exit(args.length);
    }
    // docs: end
}
