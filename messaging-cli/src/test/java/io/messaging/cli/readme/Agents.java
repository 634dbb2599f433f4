package io.messaging.cli.readme;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.messaging.bus.BusClient;
import io.messaging.bus.MessageBus;
import io.messaging.config.MessagingConfig;

/** The README's example of the bus; that of docs/bus.md, which is the same, is run by the bus's tests. */
final class Agents {
    private Agents() {}

    private record Order(String number) {}

    private record Invoice(String number, int sum) {}

    static void run(MessagingConfig config) throws Exception {
        // docs: agents
        try (MessageBus bus = MessageBus.open(config, "shop")) {
            BusClient billing = bus.register("billing");
            billing.handle("orders", Order.class, (order, context) -> context.reply(new Invoice(order.number(), 30)));
            BusClient desk = bus.register("desk");
            Invoice invoice =
                    desk.request("orders", new Order("A1"), Invoice.class).get(30, SECONDS);
            System.out.println(invoice);
        }
        // docs: end
    }
}
