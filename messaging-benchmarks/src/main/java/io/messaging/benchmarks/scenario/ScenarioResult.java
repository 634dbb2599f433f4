package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scenario found. Immutable.
 *
 * @param name the scenario's name
 * @param title what it answers
 * @param groups the figures
 * @param curves how figures depend on sizes
 * @param verdicts the figures against their bars
 * @param notes how it was measured, and whatever else has to be known to read the figures
 * @param skipped peers that are not on this machine, and how to get them
 */
public record ScenarioResult(
        String name,
        String title,
        List<SeriesGroup> groups,
        List<Curve> curves,
        List<Verdict> verdicts,
        List<String> notes,
        List<String> skipped) {

    /** Starts the result of a scenario. */
    static Builder of(Scenario scenario) {
        return new Builder(scenario);
    }

    /** Collects what is found. Used by one thread. */
    static final class Builder {
        private final Scenario scenario;
        private final List<SeriesGroup> groups = new ArrayList<>();
        private final List<Curve> curves = new ArrayList<>();
        private final List<Verdict> verdicts = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();

        private Builder(Scenario scenario) {
            this.scenario = scenario;
        }

        Builder group(SeriesGroup group) {
            groups.add(group);
            return this;
        }

        Builder curve(Curve curve) {
            curves.add(curve);
            return this;
        }

        Builder verdict(Verdict verdict) {
            verdicts.add(verdict);
            return this;
        }

        Builder note(String note) {
            notes.add(note);
            return this;
        }

        Builder skipped(String peer) {
            if (!skipped.contains(peer)) {
                skipped.add(peer);
            }
            return this;
        }

        ScenarioResult build() {
            return new ScenarioResult(
                    scenario.name(),
                    scenario.title(),
                    List.copyOf(groups),
                    List.copyOf(curves),
                    List.copyOf(verdicts),
                    List.copyOf(notes),
                    List.copyOf(skipped));
        }
    }
}
