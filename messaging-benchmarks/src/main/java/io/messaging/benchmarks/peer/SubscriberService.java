package io.messaging.benchmarks.peer;

import com.google.auto.service.AutoService;
import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.Closing;
import io.messaging.benchmarks.process.ServiceStarter;
import java.util.List;

/** A subscriber in a process of its own, which counts what it is delivered. */
public final class SubscriberService implements ChildService {
    private static final String NAME = "subscriber";

    private final ArrivalCount arrivals = new ArrivalCount();
    private final AutoCloseable subscription;

    private SubscriberService(Broker broker, int port, String topic) throws Exception {
        subscription = broker.subscribe(port, topic, arrivals);
    }

    /** Starts a process that subscribes; it knows the requests of {@link ArrivalCount#answer}. */
    public static ChildJvm startProcess(Broker broker, int port, String topic) {
        return ChildJvm.start(NAME, broker.name(), port, topic);
    }

    @Override
    public String answer(String request) throws InterruptedException {
        return arrivals.answer(request);
    }

    @Override
    public void close() {
        Closing.closeAll(subscription);
    }

    /** Starts it. */
    @AutoService(ServiceStarter.class)
    public static final class Starter implements ServiceStarter {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public ChildService start(List<String> arguments) throws Exception {
            return new SubscriberService(
                    Brokers.named(arguments.get(0)), Integer.parseInt(arguments.get(1)), arguments.get(2));
        }
    }
}
