package io.messaging.cli.soak;

import io.messaging.cli.soak.Findings.Kind;
import io.messaging.cli.terminal.Figures;
import io.messaging.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of a run. Immutable.
 *
 * @param plan who took part
 * @param nanos how long they did
 * @param figures what they did, by name
 * @param findings what went wrong, complete by now
 * @param heapStartBytes the server's heap after a full collection, with nothing stored, after the warm-up; 0 where it
 *     was not measured
 * @param heapEndBytes the same after the last message
 */
record SoakReport(
        SoakPlan plan,
        long nanos,
        Map<String, Long> figures,
        Findings findings,
        long heapStartBytes,
        long heapEndBytes) {
    private static final double MOST_GROWTH = 0.10;

    private double growth() {
        return heapStartBytes == 0 ? 0 : (double) heapEndBytes / heapStartBytes - 1;
    }

    private boolean heapHolds() {
        return growth() <= MOST_GROWTH;
    }

    boolean isGood() {
        return findings.isEmpty() && heapHolds();
    }

    String verdict() {
        if (isGood()) {
            return "Every message is accounted for: none lost, none duplicated, none out of order.";
        }
        if (findings.isEmpty()) {
            return "Every message is accounted for, but the server's heap has grown by more than 10%.";
        }
        return "Not every message is accounted for; --seed " + plan.seed() + " makes the same choices again.";
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("seed " + plan.seed() + ", " + Figures.duration(nanos) + ", "
                + Figures.counted(plan.writers(), "writer")
                + ", " + Figures.counted(plan.subscribers(), "subscriber") + ", "
                + Figures.counted(plan.durables(), "durable client") + ", "
                + Figures.counted(plan.processes(), "client process", "client processes"));
        figures.forEach((name, count) -> lines.add(line(name, Figures.count(count))));
        for (Kind kind : Kind.values()) {
            lines.add(line(kind.label(), Figures.count(findings.count(kind))));
        }
        lines.add(line(
                "server's heap, start and end",
                heapStartBytes == 0
                        ? "not measured"
                        : Figures.bytes(heapStartBytes) + ", " + Figures.bytes(heapEndBytes)
                                + String.format(Locale.ROOT, " (%+.1f%%)", 100 * growth())));
        findings.examples().forEach(example -> lines.add("  " + example));
        return lines;
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "  %-50s %s", name, value);
    }

    String json() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("good", isGood());
        tree.put("seed", plan.seed());
        tree.put("seconds", nanos / 1_000_000_000);
        tree.put("writers", plan.writers());
        tree.put("subscribers", plan.subscribers());
        tree.put("durable_clients", plan.durables());
        tree.put("client_processes", plan.processes());
        figures.forEach((name, count) -> tree.put(name.replace(' ', '_').replace(",", ""), count));
        tree.put("lost", findings.count(Kind.LOST));
        tree.put("doubled", findings.count(Kind.DOUBLED));
        tree.put("misordered", findings.count(Kind.MISORDERED));
        tree.put("damaged", findings.count(Kind.DAMAGED));
        tree.put("failed_calls", findings.count(Kind.FAILED));
        tree.put("heap_start_bytes", heapStartBytes);
        tree.put("heap_end_bytes", heapEndBytes);
        tree.put("heap_growth", growth());
        tree.put("examples", findings.examples());
        return JsonText.writePretty(tree);
    }
}
