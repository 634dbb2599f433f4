package io.messaging.benchmarks.consumer;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.benchmarks.peer.EmbeddedBroker;
import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.ChildService;

/** A durable client of our server in a process of its own, which comes and goes, and counts what is delivered to it. */
public final class DurableSubscriber implements ChildService {
    private static final String COME = "come";
    private static final String LEAVE = "leave";

    private final ArrivalCount arrivals = new ArrivalCount();
    private final MessagingBackend backend;
    private final String topic;
    private final String client;
    private Subscription subscription;

    /** Connects without subscribing; the arguments are port, topic and client id. */
    public DurableSubscriber(String... arguments) {
        backend = EmbeddedBroker.open(Integer.parseInt(arguments[0]));
        topic = arguments[1];
        client = arguments[2];
    }

    /** Starts a process whose client is away; it also answers the requests of {@link ArrivalCount#answer}. */
    public static ChildJvm startProcess(int port, String topic, String client) {
        return ChildJvm.start(DurableSubscriber.class, port, topic, client);
    }

    /** Has the client subscribe. */
    public static void come(ChildJvm process) {
        process.ask(COME);
    }

    /** Has the client end its subscription. */
    public static void leave(ChildJvm process) {
        process.ask(LEAVE);
    }

    @Override
    public String answer(String request) throws InterruptedException {
        switch (request) {
            case COME ->
                subscription =
                        backend.subscribe(topic, message -> arrivals.add(1), SubscriptionOptions.durable(client));
            case LEAVE -> subscription.close();
            default -> {
                return arrivals.answer(request);
            }
        }
        return request;
    }

    @Override
    public void close() {
        backend.close();
    }
}
