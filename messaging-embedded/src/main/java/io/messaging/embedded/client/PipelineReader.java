package io.messaging.embedded.client;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.embedded.protocol.ProtocolException;
import java.io.IOException;
import java.net.SocketTimeoutException;

/** Reads the answers on one connection of the pipeline until it breaks or is closed. */
final class PipelineReader implements Runnable {
    private final StorePipeline pipeline;
    private final int generation;
    private final WireConnection connection;
    private final Thread thread = new Thread(this, "messaging-pipeline-reader");
    private volatile MessagingException failure;

    PipelineReader(StorePipeline pipeline, WireConnection connection) {
        this.pipeline = pipeline;
        this.generation = pipeline.generation();
        this.connection = connection;
    }

    void start() {
        thread.setDaemon(true);
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
        Threads.join(thread, Deadline.afterMillis(1_000));
    }

    @Override
    public void run() {
        try {
            while (readAnswer()) {
                // as long as the server keeps to the protocol
            }
            failure = new MessagingConnectionException("the server answered what was not asked");
        } catch (SocketTimeoutException e) {
            failure = new MessagingTimeoutException(
                    "no answer in time (request_timeout_millis); storing the same message again is harmless", e);
        } catch (IOException e) {
            failure = new MessagingConnectionException("lost the server: " + e.getMessage(), e);
        } catch (ProtocolException e) {
            failure = new MessagingConnectionException("the server gave " + e.getMessage(), e);
        } finally {
            connection.close();
            pipeline.connectionBroke();
        }
    }

    private boolean readAnswer() throws IOException, ProtocolException {
        try {
            connection.in().expect("OK");
            return pipeline.answered(generation, null);
        } catch (ServerErrorException e) {
            return pipeline.answered(generation, e.toMessagingException());
        } catch (SocketTimeoutException e) {
            if (pipeline.awaitsAnswers()) {
                throw e;
            }
            return true;
        }
    }
}
