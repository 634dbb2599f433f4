package com.example.shop;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An agent that answers each order with an invoice, and an order that it cannot price with a problem. */
class Billing {
    private final MessagingBackend backend;
    private final GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();
    private final Set<Object> billed = ConcurrentHashMap.newKeySet();

    Billing(MessagingBackend backend) {
        this.backend = backend;
        backend.subscribe("orders", this::onOrder);
    }

    private void onOrder(Message order) {
        Object number = order.payload().get("order");
        if (!isNew(number)) {
            return; // it came again
        }
        String topic = order.payload().get("price") == null ? "problems" : "invoices";
        backend.storeMessage(
                "shop",
                topic,
                Message.builder(ids)
                        .payload(Map.of("order", number))
                        .inResponseTo(order.id())
                        .build());
    }

    boolean isNew(Object number) {
        return billed.add(number);
    }
}
