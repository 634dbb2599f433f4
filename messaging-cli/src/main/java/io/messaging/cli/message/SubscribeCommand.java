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
            "Prints messages as they are stored, until interrupted. With --durable or --shared, a "
                    + "message is acknowledged once it has been printed; the "
                    + "others stay unacknowledged.",
            "",
            "Prints a line on standard error when the subscription is active. Messages stored after "
                    + "that are printed; with --from-beginning or --after, earlier ones too. Format jsonl "
                    + "prints messages unchanged.",
            ""
        })
public final class SubscribeCommand implements Callable<Integer> {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final Terminal terminal;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            arity = "1..*",
            description = "The topics to subscribe to, one or more. Required unless --prefix is given.")
    private List<String> topics = List.of();

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            arity = "1..*",
            description = "All topics whose names start with this prefix, including topics created later; one or "
                    + "more. Cannot be combined with --durable, --shared or --after.")
    private List<String> prefixes = List.of();

    @Mixin
    private FormatOption format;

    @Option(names = "--count", paramLabel = "N", description = "Exits after this many messages. Default: no limit.")
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
            throw new UsageException(
                    "no topic given; use --topic TOPIC, or --prefix PREFIX for all topics with that " + "prefix");
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
