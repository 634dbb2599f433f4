package io.messaging.cli.message;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Terminal;
import io.messaging.message.Message;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging subscribe}. */
@Command(
        name = "subscribe",
        description = {
            "Prints messages as they are stored, until interrupted.",
            "",
            "Reports on standard error when the subscription is active: what is stored after that is printed.",
            ""
        })
public final class SubscribeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            required = true,
            arity = "1..*",
            description = "The topics to subscribe to, one or more. Required.")
    private List<String> topics;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table (the default), json (indented) or jsonl (one unchanged message per line).")
    private OutputFormat format;

    @Option(names = "--count", paramLabel = "N", description = "Ends after this many messages; without it, never.")
    private Long count;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public SubscribeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (count != null && count < 1) {
            throw new IllegalArgumentException("--count is " + count + "; it is 1 or more");
        }
        try (MessagingBackend backend = backendOptions.openAsVisitor(terminal)) {
            Tail tail = new Tail(new MessagePrinter(terminal, format), topics.size() > 1, count);
            for (String topic : new LinkedHashSet<>(topics)) {
                Subscription subscription = backend.subscribe(topic, message -> tail.print(topic, message));
                subscription.ended().thenAccept(tail::ended);
                terminal.note("subscribed to " + DisplayText.printable(topic));
            }
            tail.await();
        }
        return ExitCode.OK;
    }

    /** The subscriptions' threads print here, one message at a time; the command's thread waits for the end. */
    private static final class Tail {
        private final MessagePrinter printer;
        private final boolean showTopic;
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private long left;
        private boolean titled;

        Tail(MessagePrinter printer, boolean showTopic, Long count) {
            this.printer = printer;
            this.showTopic = showTopic;
            this.left = count == null ? Long.MAX_VALUE : count;
        }

        synchronized void print(String topic, Message message) {
            if (left == 0) {
                return;
            }
            if (!titled) {
                titled = true;
                printer.printTitles(showTopic);
            }
            printer.printNext(showTopic ? topic : null, message);
            left--;
            if (left == 0 || printer.isReaderGone()) {
                left = 0;
                end.complete(null);
            }
        }

        void ended(SubscriptionEnd why) {
            end.completeExceptionally(new CommandFailedException("the subscription ended: " + why.detail()));
        }

        void await() throws InterruptedException {
            try {
                end.get();
            } catch (ExecutionException e) {
                throw (CommandFailedException) e.getCause();
            }
        }
    }
}
