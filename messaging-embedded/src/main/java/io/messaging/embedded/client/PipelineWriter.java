package io.messaging.embedded.client;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.Requests;
import io.messaging.log.SafeLog;
import io.messaging.spi.delivery.BackendThreads;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;

/** The pipeline's thread: connects, and writes what waits in large pieces. */
final class PipelineWriter implements Runnable {
    private static final System.Logger LOGGER = SafeLog.of(PipelineWriter.class);
    private static final int BATCH_COUNT = 256;
    private static final long BATCH_BYTES = 64 * 1024;

    private final StorePipeline pipeline;
    private final LinkKeeper keeper;

    /** The connection in use and its reader; null while there is none. */
    private volatile WireConnection connection;

    private PipelineReader reader;
    private int failures;
    private final Thread thread = BackendThreads.create("messaging-pipeline-writer", this);

    PipelineWriter(StorePipeline pipeline, LinkKeeper keeper) {
        this.pipeline = pipeline;
        this.keeper = keeper;
    }

    void start() {
        thread.start();
    }

    /** Breaks the connection and waits for the end. */
    void end(Deadline deadline) {
        WireConnection open = connection;
        if (open != null) {
            open.close();
        }
        Threads.join(thread, deadline.atLeastMillis(200));
    }

    void awaitEnd() {
        Threads.join(thread, Deadline.afterMillis(200));
    }

    @Override
    public void run() {
        try {
            List<PendingStore> batch = pipeline.takeToSend(BATCH_COUNT, BATCH_BYTES);
            while (batch != null) {
                send(batch);
                batch = pipeline.takeToSend(BATCH_COUNT, BATCH_BYTES);
            }
        } catch (BackendClosedException closed) {
            // Whoever closed it fails what is left.
        } finally {
            disconnect();
        }
    }

    private void send(List<PendingStore> batch) {
        try {
            ServerLink link = keeper.link(keeper.deadline());
            if (link instanceof SocketLink socketLink) {
                sendOver(socketLink, batch);
            } else {
                disconnect();
                storeDirectly(link, batch);
            }
            failures = 0;
        } catch (IOException | LinkLostException e) {
            MessagingException reason = reader == null ? null : reader.failure();
            retry(reason != null ? reason : new MessagingConnectionException("lost the server: " + e.getMessage(), e));
        } catch (BackendClosedException e) {
            throw e;
        } catch (MessagingException e) {
            retry(e);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.ERROR, "the pipeline's thread failed and goes on with another connection", e);
            retry(new MessagingException("the client failed on asynchronous stores: " + e, e));
        }
    }

    private void retry(MessagingException reason) {
        disconnect();
        pipeline.resend(reason);
        keeper.pause(failures++);
    }

    private void sendOver(SocketLink link, List<PendingStore> batch) throws IOException, LinkLostException {
        if (connection == null || reader.hasEnded()) {
            if (connection != null) {
                throw new IOException("the connection broke");
            }
            connection = link.openConnection(keeper.deadline());
            connection.readTimeoutMillis(keeper.timeoutMillis());
            reader = new PipelineReader(pipeline, connection);
            reader.start();
        }
        boolean rawTaken = link.identity().takesRaw();
        LineWriter request = connection.request();
        for (PendingStore store : batch) {
            if (store.deadline().again()) {
                Requests.storeAgain(request, store.namespace(), store.topic(), store.message());
            } else {
                Requests.store(request, store.namespace(), store.topic(), store.message(), rawTaken);
            }
        }
        connection.send();
    }

    private void storeDirectly(ServerLink link, List<PendingStore> batch) throws LinkLostException {
        for (PendingStore store : batch) {
            MessagingException failure = null;
            try {
                link.store(store.namespace(), store.topic(), store.message(), store.deadline());
            } catch (MessagingException e) {
                failure = e;
            }
            pipeline.answered(pipeline.generation(), 1, failure);
        }
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            reader.awaitEnd();
            connection = null;
            reader = null;
        }
    }
}
