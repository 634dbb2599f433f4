package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.peer.Broker;
import io.messaging.benchmarks.peer.PeerUnavailableException;
import java.util.ArrayList;
import java.util.List;

/** What a scenario found. Used by one thread. */
public final class ScenarioResult {
    private final String name;
    private final String title;
    private final List<SeriesGroup> groups = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    /** Starts with nothing found. */
    public ScenarioResult(String name, String title) {
        this.name = name;
        this.title = title;
    }

    /** Adds series that can be compared, the first one ours, and returns them. */
    public List<Series> group(String groupTitle, List<Series> series) {
        groups.add(new SeriesGroup(groupTitle, List.copyOf(series)));
        return series;
    }

    /** Adds how a figure depends on a size. */
    public void curve(Curve curve) {
        curves.add(curve);
    }

    /** Adds a figure and its bar. */
    public void verdict(Verdict verdict) {
        verdicts.add(verdict);
    }

    /** Adds how it was measured, or whatever else has to be known to read the figures. */
    public void note(String note) {
        notes.add(note);
    }

    /** Adds a peer that is not on this machine, and how to get it. */
    public void skip(Broker peer, PeerUnavailableException reason) {
        String entry = peer.name() + ": " + reason.getMessage();
        if (!skipped.contains(entry)) {
            skipped.add(entry);
        }
    }

    /** The scenario's name. */
    public String name() {
        return name;
    }

    /** What it answers. */
    public String title() {
        return title;
    }

    /** The figures. */
    public List<SeriesGroup> groups() {
        return groups;
    }

    /** How figures depend on sizes. */
    public List<Curve> curves() {
        return curves;
    }

    /** The figures against their bars. */
    public List<Verdict> verdicts() {
        return verdicts;
    }

    /** How it was measured. */
    public List<String> notes() {
        return notes;
    }

    /** The peers that are not on this machine. */
    public List<String> skipped() {
        return skipped;
    }
}
