package io.messaging.cli.message;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FormatOption;
import io.messaging.cli.support.InterruptHook;
import io.messaging.cli.support.UsageException;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Terminal;
import io.messaging.message.TopicFilter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging subscribe}. */
@Command(
        name = "subscribe",
        description = {
            "Prints messages as they are stored, until interrupted. With --durable or --shared, those count as handled"
                    + " that were printed; the others stay.",
            "",
            "Reports on standard error when the subscription is active: what is stored after that is printed, with"
                    + " --from-beginning or --after also what is stored already. The format jsonl has messages"
                    + " unchanged.",
            ""
        })
public final class SubscribeCommand implements Callable<Integer> {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final Terminal terminal;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            arity = "1..*",
            description = "The topics to subscribe to, one or more. Required, unless there is --prefix.")
    private List<String> topics = List.of();

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            arity = "1..*",
            description =
                    "All topics whose names begin with this text, those to come as well; one or more. Not with --durable,"
                            + " --shared and --after.")
    private List<String> prefixes = List.of();

    @Mixin
    private FormatOption format;

    @Option(names = "--count", paramLabel = "N", description = "Ends after this many messages; without it, never.")
    private Long count;

    @Mixin
    private SubscriptionFlags flags;

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
        if (topics.isEmpty() && prefixes.isEmpty()) {
            throw new UsageException("--topic and --prefix are missing; give --topic TOPIC, or --prefix PREFIX for all"
                    + " topics that begin so");
        }
        SubscriptionOptions options = prefixes.isEmpty() ? flags.options() : flags.optionsOfPrefix(prefixes.get(0));
        try (MessagingBackend backend = backendOptions.openAsVisitor(terminal)) {
            boolean several = !prefixes.isEmpty() || topics.size() > 1;
            Tail tail = new Tail(new MessagePrinter(terminal, format.value()), several, count);
            MessageHandler handler = MessageHandler.ofDelivery(tail::handle);
            // What is not printed goes back at once, and not when the server misses this process.
            InterruptHook hook = new InterruptHook("subscribe-interrupted", () -> {
                tail.stop();
                backend.close(LONGEST_CLOSE);
            });
            try {
                for (String topic : new LinkedHashSet<>(topics)) {
                    tail.follow(backend.subscribe(topic, handler, options));
                    terminal.note("subscribed to " + DisplayText.printable(topic) + flags.who());
                }
                for (String prefix : new LinkedHashSet<>(prefixes)) {
                    tail.follow(backend.subscribe(TopicFilter.startingWith(prefix), handler, options));
                    terminal.note("subscribed to all topics that begin with " + DisplayText.printable(prefix));
                }
                tail.await();
            } finally {
                hook.remove();
            }
        }
        return ExitCode.OK;
    }
}
