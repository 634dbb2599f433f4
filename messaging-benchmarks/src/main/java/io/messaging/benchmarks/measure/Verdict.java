package io.messaging.benchmarks.measure;

/**
 * One line of the bar table: our figure, the other one, and whether the two stand to each other as they should.
 * Immutable.
 *
 * @param what what is compared
 * @param ours our figure with its unit
 * @param other the other's figure with its unit, empty where the bar is absolute
 * @param measured what the bar is held against
 * @param unit the unit of {@code measured} and of the bar
 * @param bar what is to be reached
 */
public record Verdict(String what, String ours, String other, Spread measured, Unit unit, Bar bar) {
    /** Holds the ratio of two series against a bar. */
    public static Verdict ofRatio(String what, Series ours, Series other, Bar bar) {
        return new Verdict(what, ours.shown(), other.shown(), ours.dividedBy(other), Unit.TIMES, bar);
    }

    /** Holds the ratio of the other to us against a bar: how many times less we need. */
    public static Verdict ofInverseRatio(String what, Series ours, Series other, Bar bar) {
        return new Verdict(what, ours.shown(), other.shown(), other.dividedBy(ours), Unit.TIMES, bar);
    }

    /** Holds a series itself against a bar. */
    public static Verdict ofValue(String what, Series ours, Bar bar) {
        return new Verdict(what, ours.shown(), "", ours.spread(), ours.unit(), bar);
    }

    /** Returns whether the median reaches the bar. */
    public boolean isMet() {
        return bar.isMetBy(measured.median());
    }
}
