package io.messaging.cli.durable;

import io.messaging.administration.DurableClient;
import io.messaging.administration.SharedGroup;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.ListPrinter;
import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.support.Times;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging clients}. */
@Command(
        name = "clients",
        description = {
            "Lists the durable clients, connected or not, and their position in each topic, in the order of storing.",
            "",
            "Lag is the number of messages still to be handled, including those in flight. Lost is the number that"
                    + " expired or were cleared before they were handled. Groups of shared subscriptions come below,"
                    + " with each member's number, messages in flight and concurrency.",
            ""
        })
public final class ClientsCommand implements Callable<Integer> {
    private static final Comparator<DurableClient> ORDER =
            Comparator.comparing(DurableClient::clientId).thenComparing(DurableClient::topic);

    private static final Comparator<SharedGroup> GROUP_ORDER =
            Comparator.comparing(SharedGroup::name).thenComparing(SharedGroup::topic);

    private final Terminal terminal;

    @Option(
            names = "--forget",
            paramLabel = "ID",
            description = "Forgets a client that will not return, with its positions in all topics, instead of listing"
                    + " clients.")
    private String forget;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table (the default), json (an indented array) or jsonl (one object per line).")
    private OutputFormat format;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public ClientsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (MessagingBackend backend = backendOptions.openAsVisitor(terminal)) {
            if (forget == null) {
                List<DurableClient> clients =
                        backend.durableClients().list().stream().sorted(ORDER).toList();
                new ListPrinter(terminal, format)
                        .print(clients, "no durable clients", this::table, ClientsCommand::tree);
                if (format == OutputFormat.TABLE) {
                    listGroups(backend);
                }
            } else {
                forget(backend);
            }
        }
        return ExitCode.OK;
    }

    /** Below the clients, where there are any. */
    private void listGroups(MessagingBackend backend) {
        if (!backend.capabilities().contains(Capability.SHARED_SUBSCRIPTION)) {
            return;
        }
        List<SharedGroup> groups =
                backend.sharedGroups().list().stream().sorted(GROUP_ORDER).toList();
        if (!groups.isEmpty()) {
            terminal.say("");
            new ListPrinter(terminal, format).print(groups, "no groups", this::groupTable, group -> Map.of());
        }
    }

    private Table groupTable(List<SharedGroup> groups) {
        Table table = new Table()
                .cutting("GROUP")
                .cutting("TOPIC")
                .numbers("LAG")
                .numbers(terminal.isNarrow() ? "FLIGHT" : "IN FLIGHT")
                .numbers("RETRIES")
                .numbers("LOST")
                .column("MEMBERS");
        for (SharedGroup group : groups) {
            table.row(
                    group.name(),
                    group.topic(),
                    Figures.count(group.lag()),
                    Figures.count(group.inFlight()),
                    Figures.count(group.retriesWaiting()),
                    Figures.count(group.lost()),
                    group.members().isEmpty() ? "none" : members(group));
        }
        return table;
    }

    private static String members(SharedGroup group) {
        return group.members().stream()
                .map(member -> "#" + member.number() + " " + member.inFlight() + "/" + member.concurrency()
                        + (member.connected() ? "" : " away"))
                .collect(Collectors.joining(", "));
    }

    private void forget(MessagingBackend backend) {
        if (!backend.durableClients().forget(forget)) {
            throw new CommandFailedException(
                    "there is no durable client '" + forget + "'; without --forget, this command lists them");
        }
        terminal.say("forgot client " + DisplayText.printable(forget));
    }

    private Table table(List<DurableClient> clients) {
        boolean narrow = terminal.isNarrow();
        Table table = new Table()
                .cutting("CLIENT")
                .cutting("TOPIC")
                .numbers("POSITION")
                .numbers("LAG")
                .numbers(narrow ? "FLIGHT" : "IN FLIGHT")
                .numbers("LOST")
                .column(narrow ? "HERE" : "CONNECTED")
                .column("LAST SEEN (UTC)");
        for (DurableClient client : clients) {
            table.row(
                    client.clientId(),
                    client.topic(),
                    Figures.count(client.position()),
                    Figures.count(client.lag()),
                    Figures.count(client.inFlight()),
                    Figures.count(client.lost()),
                    client.connected() ? "yes" : "no",
                    narrow ? Times.dayAndTime(client.lastSeen()) : Times.dateAndTime(client.lastSeen()));
        }
        return table;
    }

    private static Map<String, Object> tree(DurableClient client) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("client_id", client.clientId());
        tree.put("topic", client.topic());
        tree.put("namespace", client.namespace());
        tree.put("connected", client.connected());
        tree.put("position", client.position());
        tree.put("lag", client.lag());
        tree.put("in_flight", client.inFlight());
        tree.put("lost", client.lost());
        tree.put("last_seen", client.lastSeen().toString());
        return tree;
    }
}
