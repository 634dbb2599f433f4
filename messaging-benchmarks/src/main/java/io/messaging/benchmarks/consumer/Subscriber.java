package io.messaging.benchmarks.consumer;

import io.messaging.benchmarks.peer.Broker;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.Closing;

/** A subscriber in a process of its own, which counts what is delivered to it. */
public final class Subscriber implements ChildService {
    private final ArrivalCount arrivals = new ArrivalCount();
    private final AutoCloseable subscription;

    /** Subscribes; the arguments are the broker's name, port and topic. */
    public Subscriber(String... arguments) throws Exception {
        subscription = Brokers.named(arguments[0]).subscribe(Integer.parseInt(arguments[1]), arguments[2], arrivals);
    }

    /** Starts a process that subscribes; it answers the requests of {@link ArrivalCount#answer}. */
    public static ChildJvm startProcess(Broker broker, int port, String topic) {
        return ChildJvm.start(Subscriber.class, broker.name(), port, topic);
    }

    @Override
    public String answer(String request) throws InterruptedException {
        return arrivals.answer(request);
    }

    @Override
    public void close() {
        Closing.closeAll(subscription);
    }
}
