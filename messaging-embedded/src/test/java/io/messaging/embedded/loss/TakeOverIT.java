package io.messaging.embedded.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.messaging.testsupport.Await;
import io.messaging.testsupport.ChildProcess;
import io.messaging.testsupport.Ports;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The process that hosts the server is killed. Twenty clients, in so many processes: {@code messaging.takeover.processes},
 * 5 unless told otherwise, so that it stays quick; 20 is one each.
 */
@Timeout(600)
class TakeOverIT {
    private static final int PROCESSES = Integer.getInteger("messaging.takeover.processes", 5);
    private static final int CLIENTS = 20;
    private static final int KILLS = Math.min(3, PROCESSES - 1);
    private static final int MESSAGES = 10;

    private static List<String> askAll(List<ChildProcess> children, String request) {
        children.forEach(child -> child.send(request));
        return children.stream().map(ChildProcess::answer).toList();
    }

    private static List<String> words(List<String> lines) {
        return lines.stream().flatMap(line -> Stream.of(line.split(" "))).toList();
    }

    @Test
    void whoeverHostsTheServerIsKilledAndTheOthersEndOnOneServer() throws IOException {
        int port = Ports.free();
        List<ChildProcess> children = new ArrayList<>();
        try {
            ChildProcess host = ChildProcess.start(TakeOverClient.class, port, 1, 100);
            children.add(host);
            assertEquals("ready", host.answer());
            for (int i = 0; i < PROCESSES; i++) {
                children.add(ChildProcess.start(TakeOverClient.class, port, CLIENTS / PROCESSES, i + 1));
            }
            children.subList(1, children.size()).forEach(child -> assertEquals("ready", child.answer()));
            String server = serverOf(children);
            for (int kill = 0; kill < KILLS; kill++) {
                ChildProcess hosting = children.get(hostOf(children));
                children.remove(hosting);
                askAll(children, "store 1"); // what is under way and on the server dies with it; the clients are warm
                hosting.kill();
                String next = serverOf(children);
                assertNotEquals(server, next);
                server = next;
                checkOutages(children);
                checkEverybodyGets(children, askAll(children, "store " + MESSAGES));
            }
            for (ChildProcess child : children) {
                child.end();
            }
        } finally {
            children.forEach(ChildProcess::close);
        }
    }

    /** All see one. */
    private static String serverOf(List<ChildProcess> children) {
        Set<String> servers = askAll(children, "state").stream()
                .flatMap(line -> Stream.of(line.split(" ")).skip(1))
                .collect(Collectors.toSet());
        assertEquals(1, servers.size(), () -> "servers: " + servers);
        return servers.iterator().next();
    }

    private static int hostOf(List<ChildProcess> children) {
        List<String> states = askAll(children, "state");
        List<Integer> hosts = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            if (states.get(i).startsWith("hosts ")) {
                hosts.add(i);
            }
        }
        assertEquals(1, hosts.size(), () -> "hosts: " + hosts + " of " + states);
        return hosts.get(0);
    }

    /** One takes the port over within a second; the others follow, on a machine with nothing else to do as quickly. */
    private static void checkOutages(List<ChildProcess> children) {
        List<String> outages = new ArrayList<>();
        Await.until(() -> "outages: " + outages, () -> {
            outages.clear();
            outages.addAll(words(askAll(children, "outage")));
            return !outages.contains("-1");
        });
        System.out.println("taken over; each client's outage in ms: " + outages);
    }

    private static void checkEverybodyGets(List<ChildProcess> children, List<String> stored) {
        List<String> ids = words(stored).stream().sorted().toList();
        Set<String> wanted = Set.copyOf(ids);
        assertEquals(ids.size(), wanted.size());
        List<List<String>> missing = new ArrayList<>();
        Await.until(() -> "received instead of " + ids + ": " + missing, () -> {
            missing.clear();
            for (String got : words(askAll(children, "received"))) {
                List<String> ofThese = Arrays.stream(
                                got.substring(1, got.length() - 1).split(","))
                        .filter(wanted::contains)
                        .sorted()
                        .toList();
                if (!ofThese.equals(ids)) {
                    missing.add(ofThese);
                }
            }
            return missing.isEmpty();
        });
    }
}
