package io.messaging.cli.soak;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.cli.soak.Findings.Kind;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A client that stores one message at a time or many at once, reads some of them back, and is restarted from time to
 * time.
 */
final class SoakWriter implements Runnable {
    static final String NAMESPACE = "soak";
    private static final int MOST_STEPS_OF_A_LIFE = 400;
    private static final int MOST_AT_ONCE = 40;

    private final SoakRun run;
    private final int writer;
    private final Random random;
    private final GemstoneGenerator ids;
    private MessagingBackend backend;

    SoakWriter(SoakRun run, int writer) {
        this.run = run;
        this.writer = writer;
        random = run.plan().random(writer);
        ids = new GemstoneGenerator(writer + 1);
    }

    private record Sent(SoakTopic topic, Message message, CompletableFuture<Void> outcome) {}

    @Override
    public void run() {
        try {
            while (!run.isEnding()) {
                backend = run.open();
                for (int steps = 1 + random.nextInt(MOST_STEPS_OF_A_LIFE); steps > 0 && !run.isEnding(); steps--) {
                    run.step(this::step);
                    SoakRun.pause(random, 3);
                }
                backend.close();
                run.restarts().increment();
            }
        } catch (InterruptedException e) {
            backend.close();
        } catch (RuntimeException e) {
            run.fail("writer " + writer, e);
        }
    }

    private void step() throws InterruptedException {
        SoakTopic topic =
                run.plan().topics().get(random.nextInt(run.plan().topics().size()));
        run.awaitReaders(topic);
        int dice = random.nextInt(10);
        if (dice < 7) {
            long server = run.eras().steps();
            Message message = next(topic);
            store(topic, message);
            if (dice == 0 && !topic.fleeting()) {
                readBack(topic, message, server);
            }
        } else {
            storeMany(topic);
        }
    }

    private Message next(SoakTopic topic) {
        return SoakMessage.write(ids, writer, run.stored().begin(writer, topic.number()), topic.ttlSeconds(), random);
    }

    /** Retries until it is stored: without a connection, the outcome of a store is unknown. */
    private void store(SoakTopic topic, Message message) {
        while (true) {
            try {
                backend.storeMessage(NAMESPACE, topic.name(), message);
                run.stored().confirm(writer, topic.number(), message.jsonLength());
                return;
            } catch (MessagingConnectionException | MessagingTimeoutException e) {
                run.repeatedStores().increment();
            }
        }
    }

    private void storeMany(SoakTopic first) {
        List<Sent> sent = new ArrayList<>();
        for (int i = 1 + random.nextInt(MOST_AT_ONCE); i > 0; i--) {
            Message message = next(first);
            sent.add(new Sent(first, message, backend.storeMessageAsync(NAMESPACE, first.name(), message)));
        }
        for (Sent one : sent) {
            try {
                one.outcome().join();
                run.stored().confirm(writer, one.topic().number(), one.message().jsonLength());
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof MessagingConnectionException)
                        && !(e.getCause() instanceof MessagingTimeoutException)) {
                    throw e;
                }
                run.repeatedStores().increment();
                store(one.topic(), one.message());
            }
        }
    }

    private void readBack(SoakTopic topic, Message message, long server) {
        run.reads().increment();
        try {
            List<Message> byId = backend.getMessagesById(NAMESPACE, List.of(message.id()));
            boolean listed = backend.getMessagesForTopic(topic.name()).contains(message);
            if (run.eras().steps() != server) {
                return; // it may have been stored at the previous server
            }
            if (!byId.equals(List.of(message))) {
                run.findings().add(Kind.LOST, 1, "reading message " + message.id() + " by id returns " + byId.size());
            }
            if (!listed) {
                run.findings().add(Kind.LOST, 1, "message " + message.id() + " is missing in its topic");
            }
        } catch (MessagingConnectionException | MessagingTimeoutException e) {
            run.repeatedStores().increment();
        } catch (MessagingException e) {
            run.fail("writer " + writer + " reading", e);
        }
    }
}
