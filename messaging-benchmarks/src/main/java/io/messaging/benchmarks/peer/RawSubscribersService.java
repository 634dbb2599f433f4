package io.messaging.benchmarks.peer;

import com.google.auto.service.AutoService;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.Closing;
import io.messaging.benchmarks.process.ServiceStarter;
import java.util.List;

/** Many connections to our server that speak its dialect and count what they are sent, in a process of their own. */
public final class RawSubscribersService implements ChildService {
    private static final String NAME = "raw-subscribers";

    private final RawSubscribers subscribers;

    private RawSubscribersService(RawSubscribers subscribers) {
        this.subscribers = subscribers;
    }

    /**
     * Starts a process whose connections are all subscribed when this returns; it knows the requests of {@link
     * io.messaging.benchmarks.process.ArrivalCount#answer}.
     *
     * @param port where our server is
     * @param connections how many connections there are
     * @param topicsEach how many topics each one subscribes to: the first to topic 0 and the following, the second to
     *     those after; 0 for all to topic 0
     * @param topicPrefix what stands before the number in a topic's name
     */
    public static ChildJvm startProcess(int port, int connections, int topicsEach, String topicPrefix) {
        return ChildJvm.start(NAME, port, connections, topicsEach, topicPrefix);
    }

    @Override
    public String answer(String request) throws InterruptedException {
        return subscribers.arrivals().answer(request);
    }

    @Override
    public void close() {
        Closing.closeAll(subscribers);
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
            return new RawSubscribersService(RawSubscribers.connect(
                    Integer.parseInt(arguments.get(0)),
                    Integer.parseInt(arguments.get(1)),
                    Integer.parseInt(arguments.get(2)),
                    arguments.get(3)));
        }
    }
}
