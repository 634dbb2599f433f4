package io.messaging.benchmarks.peer;

import com.google.auto.service.AutoService;
import io.messaging.backend.MessagingBackend;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.ServiceStarter;
import java.util.List;

/** Reads a whole topic of our server, in a process of its own. */
public final class ReaderService implements ChildService {
    private static final String NAME = "reader";
    private static final String READ = "read";

    private final MessagingBackend backend;
    private final String topic;

    private ReaderService(MessagingBackend backend, String topic) {
        this.backend = backend;
        this.topic = topic;
    }

    /** Starts a process for {@link #read}. */
    public static ChildJvm startProcess(int port, String topic) {
        return ChildJvm.start(NAME, port, topic);
    }

    /** Has the process read the topic; gives the number of messages. */
    public static int read(ChildJvm process) {
        return Integer.parseInt(process.ask(READ));
    }

    @Override
    public String answer(String request) {
        if (!request.equals(READ)) {
            throw new IllegalArgumentException("a reader does not know the request '" + request + "'");
        }
        return Integer.toString(backend.getMessagesForTopic(topic).size());
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
            return new ReaderService(EmbeddedBroker.open(Integer.parseInt(arguments.get(0))), arguments.get(1));
        }
    }
}
