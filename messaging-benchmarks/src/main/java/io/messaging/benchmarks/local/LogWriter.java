package io.messaging.benchmarks.local;

import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.BackendClient;
import io.messaging.benchmarks.peer.EmbeddedBroker;
import io.messaging.benchmarks.peer.EmbeddedService;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.Closing;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.Sync;
import java.nio.file.Path;
import java.util.List;

/** A process that writes to a log in files of its own. */
public final class LogWriter implements ChildService {
    /** Our server, in the writer's process. */
    public static final String EMBEDDED = "embedded-never, hosted by the writer";
    /** Chronicle Queue. */
    public static final String CHRONICLE = "chronicle-queue";
    /** The topic that is written to, where there are topics. */
    public static final String TOPIC = "bench-log";

    private static final String PREPARE = "prepare ";
    private static final String APPEND = "append";

    private final PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
    private final EmbeddedServer server;
    private final StoreClient client;
    private List<Payload> prepared = List.of();

    /** Opens the log; the arguments are one of the names above and the folder. */
    public LogWriter(String... arguments) {
        Path folder = Path.of(arguments[1]);
        boolean isOurs = arguments[0].equals(EMBEDDED);
        server = isOurs ? EmbeddedService.start(folder, Sync.NEVER) : null;
        client = isOurs
                ? new BackendClient(EmbeddedBroker.openInProcess(server.port()), TOPIC)
                : new ChronicleStore(folder);
    }

    /** Starts a process that writes to one of the logs named above. */
    public static ChildJvm startProcess(String log, Path folder) {
        return ChildJvm.start(
                LogWriter.class, log.equals(CHRONICLE) ? ChronicleStore.JVM_OPTIONS : List.of(), log, folder);
    }

    /** Has the process create the messages that it appends next. */
    public static void prepare(ChildJvm process, int messages) {
        process.ask(PREPARE + messages);
    }

    /** Has the process append them. */
    public static void append(ChildJvm process) {
        process.ask(APPEND);
    }

    @Override
    public int port() {
        return server == null ? 0 : server.port();
    }

    @Override
    public String answer(String request) throws Exception {
        if (request.startsWith(PREPARE)) {
            prepared = payloads.take(Integer.parseInt(request.substring(PREPARE.length())));
        } else if (request.equals(APPEND)) {
            client.storeAll(prepared);
        } else {
            return ChildService.super.answer(request);
        }
        return request;
    }

    @Override
    public void close() {
        Closing.closeAll(client);
        if (server != null) {
            server.close();
        }
    }
}
