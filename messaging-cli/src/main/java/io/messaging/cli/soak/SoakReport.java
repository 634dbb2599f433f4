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
 * What a run came to. Immutable.
 *
 * @param plan who took part
 * @param nanos how long they did
 * @param figures what they did, by name
 * @param lost how many messages did not come, or were not to be read
 * @param doubled how many came more often than once
 * @param misordered how many came after what was stored later
 * @param damaged how many came with another text
 * @param failed how many calls failed in a way that they must not
 * @param examples the first of these in words
 * @param heapStartBytes the server's heap after a full collection, with nothing stored, after the warm-up; 0 where it was
 *     not measured
 * @param heapEndBytes the same after the last message
 */
record SoakReport(
        SoakPlan plan,
        long nanos,
        Map<String, Long> figures,
        long lost,
        long doubled,
        long misordered,
        long damaged,
        long failed,
        List<String> examples,
        long heapStartBytes,
        long heapEndBytes) {
    private static final double MOST_GROWTH = 0.10;

    static SoakReport of(SoakRun run, long nanos, Map<String, Long> figures, long heapStart, long heapEnd) {
        Findings findings = run.findings();
        return new SoakReport(
                run.plan(),
                nanos,
                figures,
                findings.count(Kind.LOST),
                findings.count(Kind.DOUBLED),
                findings.count(Kind.MISORDERED),
                findings.count(Kind.DAMAGED),
                findings.count(Kind.FAILED),
                findings.examples(),
                heapStart,
                heapEnd);
    }

    private double growth() {
        return heapStartBytes == 0 ? 0 : (double) heapEndBytes / heapStartBytes - 1;
    }

    private boolean heapHolds() {
        return growth() <= MOST_GROWTH;
    }

    boolean isGood() {
        return lost + doubled + misordered + damaged + failed == 0 && heapHolds();
    }

    String verdict() {
        if (isGood()) {
            return "Every message is accounted for: none lost, none twice, none out of order.";
        }
        if (!heapHolds() && lost + doubled + misordered + damaged + failed == 0) {
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
        lines.add(line("lost", Figures.count(lost)));
        lines.add(line("doubled", Figures.count(doubled)));
        lines.add(line("out of order", Figures.count(misordered)));
        lines.add(line("damaged", Figures.count(damaged)));
        lines.add(line("calls that failed", Figures.count(failed)));
        lines.add(line(
                "server's heap, start and end",
                heapStartBytes == 0
                        ? "not measured"
                        : Figures.bytes(heapStartBytes) + ", " + Figures.bytes(heapEndBytes)
                                + String.format(Locale.ROOT, " (%+.1f%%)", 100 * growth())));
        examples.forEach(example -> lines.add("  " + example));
        return lines;
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "  %-42s %s", name, value);
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
        tree.put("lost", lost);
        tree.put("doubled", doubled);
        tree.put("misordered", misordered);
        tree.put("damaged", damaged);
        tree.put("failed_calls", failed);
        tree.put("heap_start_bytes", heapStartBytes);
        tree.put("heap_end_bytes", heapEndBytes);
        tree.put("heap_growth", growth());
        tree.put("examples", examples);
        return JsonText.writePretty(tree);
    }
}
