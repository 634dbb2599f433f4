package io.messaging.embedded.client.pipeline;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.client.wire.ServerErrorException;
import io.messaging.embedded.client.wire.WireConnection;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.spi.delivery.BackendThreads;
import java.io.IOException;
import java.net.SocketTimeoutException;

/** Reads the answers on one connection of the pipeline until it breaks or is closed. */
final class PipelineReader implements Runnable {
    private final StorePipeline pipeline;
    private final int generation;
    private final WireConnection connection;
    private final Thread thread = BackendThreads.create("messaging-pipeline-reader", this);
    private volatile MessagingException failure;

    /** Answered with success, and not reported yet. Used by the thread alone. */
    private int stored;

    private boolean answersMoreThanAsked;

    PipelineReader(StorePipeline pipeline, WireConnection connection) {
        this.pipeline = pipeline;
        this.generation = pipeline.generation();
        this.connection = connection;
    }

    void start() {
        thread.start();
    }

    /** Why it ended, null while it has not. */
    MessagingException failure() {
        return failure;
    }

    boolean hasEnded() {
        return failure != null;
    }

    /** Once the connection is closed, this takes no time. */
    void awaitEnd() {
        Deadline.afterMillis(1_000).join(thread);
    }

    @Override
    public void run() {
        // What came in one read is reported in one step, since others want the pipeline's lock, too.
        connection.in().beforeReading(this::reportStored);
        try {
            while (!answersMoreThanAsked) {
                readAnswer();
            }
            failure = new MessagingConnectionException("unexpected reply from the server");
        } catch (SocketTimeoutException e) {
            failure = new MessagingTimeoutException(
                    "no answer in time (request_timeout_millis); storing the same message again is harmless", e);
        } catch (IOException e) {
            failure = new MessagingConnectionException("lost the server: " + e.getMessage(), e);
        } catch (ProtocolException e) {
            failure = new MessagingConnectionException("the server gave " + e.getMessage(), e);
        } finally {
            reportStored();
            connection.close();
            pipeline.connectionBroke();
        }
    }

    private void readAnswer() throws IOException, ProtocolException {
        try {
            connection.in().expect("OK");
            stored++;
        } catch (ServerErrorException e) {
            reportStored();
            report(1, e.toMessagingException());
        } catch (SocketTimeoutException e) {
            if (pipeline.awaitsAnswers()) {
                throw e;
            }
        }
    }

    private void reportStored() {
        if (stored > 0) {
            report(stored, null);
            stored = 0;
        }
    }

    private void report(int count, MessagingException refusal) {
        answersMoreThanAsked |= !pipeline.answered(generation, count, refusal);
    }
}
