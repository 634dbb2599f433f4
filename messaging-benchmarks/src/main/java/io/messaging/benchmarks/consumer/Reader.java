package io.messaging.benchmarks.consumer;

import io.messaging.backend.MessagingBackend;
import io.messaging.benchmarks.peer.EmbeddedBroker;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.ChildService;

/** Reads a whole topic of our server, in a process of its own. */
public final class Reader implements ChildService {
    private static final String READ = "read";

    private final MessagingBackend backend;
    private final String topic;

    /** Connects; the arguments are port and topic. */
    public Reader(String... arguments) {
        backend = EmbeddedBroker.open(Integer.parseInt(arguments[0]));
        topic = arguments[1];
    }

    /** Starts a process for {@link #read}. */
    public static ChildJvm startProcess(int port, String topic) {
        return ChildJvm.start(Reader.class, port, topic);
    }

    /** Has the process read the topic; returns the number of messages. */
    public static int read(ChildJvm process) {
        return Integer.parseInt(process.ask(READ));
    }

    @Override
    public String answer(String request) throws Exception {
        return request.equals(READ)
                ? Integer.toString(backend.getMessagesForTopic(topic).size())
                : ChildService.super.answer(request);
    }

    @Override
    public void close() {
        backend.close();
    }
}
