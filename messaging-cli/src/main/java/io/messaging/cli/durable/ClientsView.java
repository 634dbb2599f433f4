package io.messaging.cli.durable;

import io.messaging.administration.DurableClient;
import io.messaging.administration.SharedGroup;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.ListPrinter;
import io.messaging.cli.support.Origins;
import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.support.Times;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints durable clients, and groups below them. Not thread-safe. */
record ClientsView(Terminal terminal, OutputFormat format) {
    private static final Comparator<DurableClient> ORDER =
            Comparator.comparing(DurableClient::clientId).thenComparing(DurableClient::topic);

    private static final Comparator<SharedGroup> GROUP_ORDER =
            Comparator.comparing(SharedGroup::name).thenComparing(SharedGroup::topic);

    /** Prints what the backend has now. */
    void show(MessagingBackend backend) {
        List<DurableClient> clients =
                backend.durableClients().list().stream().sorted(ORDER).toList();
        List<SharedGroup> groups = backend.capabilities().contains(Capability.SHARED_SUBSCRIPTION)
                ? backend.sharedGroups().list().stream().sorted(GROUP_ORDER).toList()
                : List.of();
        ListPrinter printer = new ListPrinter(terminal, format);
        if (format != OutputFormat.TABLE) {
            List<Map<String, Object>> all = Stream.concat(
                            clients.stream().map(ClientsView::tree),
                            groups.stream().map(ClientsView::tree))
                    .toList();
            printer.print(all, "", items -> new Table(), Function.identity());
            return;
        }
        if (!clients.isEmpty() || groups.isEmpty()) {
            printer.print(clients, "no durable clients", this::table, ClientsView::tree);
        }
        if (!groups.isEmpty()) {
            if (!clients.isEmpty()) {
                terminal.say("");
            }
            printer.print(groups, "", this::groupTable, ClientsView::tree);
        }
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

    private Table groupTable(List<SharedGroup> groups) {
        Table table = new Table()
                .cutting("GROUP")
                .cutting("TOPIC")
                .numbers("LAG")
                .numbers(terminal.isNarrow() ? "FLIGHT" : "IN FLIGHT")
                .numbers("RETRIES")
                .numbers("LOST")
                .cutting("MEMBERS");
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

    private String members(SharedGroup group) {
        return group.members().stream()
                .map(member -> "#" + member.number() + " " + member.inFlight() + "/" + member.concurrency()
                        + (member.origin() == null || terminal.isNarrow() ? "" : " " + Origins.place(member.origin()))
                        + (member.connected() ? "" : " away"))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Object> tree(DurableClient client) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", "client");
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

    private static Map<String, Object> tree(SharedGroup group) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", "group");
        tree.put("group", group.name());
        tree.put("topic", group.topic());
        tree.put("namespace", group.namespace());
        tree.put("ordered_by", group.orderedBy());
        tree.put("max_attempts", (long) group.maxAttempts());
        tree.put("position", group.position());
        tree.put("lag", group.lag());
        tree.put("in_flight", group.inFlight());
        tree.put("retries_waiting", group.retriesWaiting());
        tree.put("attempts", group.attempts());
        tree.put("lost", group.lost());
        tree.put("last_seen", group.lastSeen().toString());
        tree.put("members", group.members().stream().map(ClientsView::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(SharedGroup.Member member) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("number", member.number());
        tree.put("connected", member.connected());
        tree.put("concurrency", (long) member.concurrency());
        tree.put("in_flight", (long) member.inFlight());
        Origins.put(tree, member.origin());
        return tree;
    }
}
