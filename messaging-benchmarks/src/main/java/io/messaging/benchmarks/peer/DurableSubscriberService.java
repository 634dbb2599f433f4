package io.messaging.benchmarks.peer;

import com.google.auto.service.AutoService;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.ServiceStarter;
import java.util.List;

/** A durable client of our server in a process of its own, which comes and goes, and counts what it is delivered. */
public final class DurableSubscriberService implements ChildService {
    private static final String NAME = "durable-subscriber";
    private static final String COME = "come";
    private static final String LEAVE = "leave";

    private final ArrivalCount arrivals = new ArrivalCount();
    private final MessagingBackend backend;
    private final String topic;
    private final String client;
    private Subscription subscription;

    private DurableSubscriberService(MessagingBackend backend, String topic, String client) {
        this.backend = backend;
        this.topic = topic;
        this.client = client;
    }

    /** Starts a process whose client is away; it also knows the requests of {@link ArrivalCount#answer}. */
    public static ChildJvm startProcess(int port, String topic, String client) {
        return ChildJvm.start(NAME, port, topic, client);
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
            case COME:
                subscription =
                        backend.subscribe(topic, message -> arrivals.add(1), SubscriptionOptions.durable(client));
                return request;
            case LEAVE:
                subscription.close();
                return request;
            default:
                return arrivals.answer(request);
        }
    }

    @Override
    public void close() {
        backend.close();
    }

    /** Starts it. */
    @AutoService(ServiceStarter.class)
    public static final class Starter implements ServiceStarter {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public ChildService start(List<String> arguments) {
            MessagingBackend backend = EmbeddedBroker.open(Integer.parseInt(arguments.get(0)));
            return new DurableSubscriberService(backend, arguments.get(1), arguments.get(2));
        }
    }
}
