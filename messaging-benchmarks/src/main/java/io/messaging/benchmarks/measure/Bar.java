package io.messaging.benchmarks.measure;

/** What a figure is to reach. Immutable. */
public record Bar(Relation relation, double limit) {
    /** On which side of the limit the figure is to lie. */
    public enum Relation {
        /** Not above it. */
        AT_MOST("<="),
        /** Below it. */
        LESS_THAN("<"),
        /** Not below it. */
        AT_LEAST(">=");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }
    }

    /** The figure may be the limit, and no more. */
    public static Bar atMost(double limit) {
        return new Bar(Relation.AT_MOST, limit);
    }

    /** The figure has to stay below the limit. */
    public static Bar lessThan(double limit) {
        return new Bar(Relation.LESS_THAN, limit);
    }

    /** The figure has to reach the limit. */
    public static Bar atLeast(double limit) {
        return new Bar(Relation.AT_LEAST, limit);
    }

    /** Returns whether a figure is on the right side. */
    public boolean isMetBy(double value) {
        return switch (relation) {
            case AT_MOST -> value <= limit;
            case LESS_THAN -> value < limit;
            case AT_LEAST -> value >= limit;
        };
    }

    /** The bar for a table, such as {@code <= 1.25x}. */
    public String show(Unit unit) {
        return relation.sign + " " + unit.show(limit);
    }
}
