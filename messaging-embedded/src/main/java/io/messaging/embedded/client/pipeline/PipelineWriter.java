package io.messaging.embedded.client.pipeline;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.embedded.client.link.Backoff;
import io.messaging.embedded.client.link.LinkKeeper;
import io.messaging.embedded.client.link.ServerLink;
import io.messaging.embedded.client.wire.ConnectionPool;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.client.wire.ServerLostException;
import io.messaging.embedded.client.wire.WireConnection;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.log.SafeLog;
import io.messaging.spi.delivery.BackendThreads;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

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
    private final Backoff backoff;
    private final Thread thread = BackendThreads.create("messaging-pipeline-writer", this);

    PipelineWriter(StorePipeline pipeline, LinkKeeper keeper) {
        this.pipeline = pipeline;
        this.keeper = keeper;
        this.backoff = keeper.backoff();
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
        deadline.atLeastMillis(200).join(thread);
    }

    void awaitEnd() {
        Deadline.afterMillis(200).join(thread);
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
            // close() fails what is left
        } finally {
            disconnect();
        }
    }

    private void send(List<PendingStore> batch) {
        try {
            ServerLink link = keeper.link(keeper.deadline());
            Optional<ConnectionPool> connections = link.connections();
            if (connections.isPresent()) {
                sendOver(connections.get(), batch);
            } else {
                disconnect();
                storeDirectly(link, batch);
            }
            backoff.reset();
        } catch (IOException | ServerLostException e) {
            MessagingException reason = reader == null ? null : reader.failure();
            retry(reason != null ? reason : new MessagingConnectionException("lost the server: " + e.getMessage(), e));
        } catch (BackendClosedException e) {
            throw e;
        } catch (MessagingException e) {
            retry(e);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.ERROR, "the store pipeline failed; reconnecting", e);
            retry(new MessagingException("the client failed on asynchronous stores: " + e, e));
        }
    }

    private void retry(MessagingException reason) {
        disconnect();
        pipeline.resend(reason);
        backoff.pause();
    }

    private void sendOver(ConnectionPool connections, List<PendingStore> batch)
            throws IOException, ServerLostException {
        if (connection == null || reader.hasEnded()) {
            if (connection != null) {
                throw new IOException("the connection broke");
            }
            connection = connections.open(keeper.deadline());
            connection.readTimeoutMillis(keeper.timeoutMillis());
            reader = new PipelineReader(pipeline, connection);
            reader.start();
        }
        LineWriter request = connection.request();
        for (PendingStore store : batch) {
            connections
                    .dialect()
                    .store(
                            request,
                            store.namespace(),
                            store.topic(),
                            store.message(),
                            store.deadline().again());
        }
        connection.send();
    }

    private void storeDirectly(ServerLink link, List<PendingStore> batch) throws ServerLostException {
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
