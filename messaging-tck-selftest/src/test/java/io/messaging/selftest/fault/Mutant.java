package io.messaging.selftest.fault;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A faulty backend, declared as a static field of a class that is named after the rule it breaks. Its id is the rule and
 * the name of the field, as in {@code RD-12.stores-twice}. Not changed after its declaration.
 */
public final class Mutant {
    private final String rule;
    private final String name;
    private final Set<String> alsoBreaks = new TreeSet<>();
    private final Set<String> mayBreak = new TreeSet<>();
    private String id = "";
    private String because = "";
    private String telling = "";
    private Supplier<Fault> fault;
    private boolean inEveryBuild;
    private boolean representative;

    private Mutant(String rule, String name) {
        this.rule = rule;
        this.name = name;
    }

    /** Declares a mutant by the rule that is there to find it, and what it does wrong, in a few words. */
    public static Mutant of(String rule, String name) {
        return new Mutant(rule, name);
    }

    /** Sets the fault, and what the failure of its rule says, among other things. */
    public Mutant fault(String telling, Fault fault) {
        return sharedFault(telling, () -> fault);
    }

    /** Sets a fault with state that all instances of one test share. */
    public Mutant sharedFault(String telling, Supplier<Fault> fault) {
        this.telling = telling;
        this.fault = fault;
        return this;
    }

    /** Adds the other rules that it always breaks, with spaces between them. */
    public Mutant alsoBreaking(String reason, String rules) {
        alsoBreaks.addAll(List.of(rules.split(" ")));
        return because(reason);
    }

    /** Adds the other rules that it breaks now and then, depending on how threads are scheduled. */
    public Mutant perhapsBreaking(String reason, String rules) {
        mayBreak.addAll(List.of(rules.split(" ")));
        return because(reason);
    }

    private Mutant because(String reason) {
        because = because.isEmpty() ? reason : because + "; " + reason;
        return this;
    }

    /** Includes it in every build. */
    public Mutant inEveryBuild() {
        inEveryBuild = true;
        return this;
    }

    /** Includes it in every build, and as the only one of its rule with the quick rules of the other groups too. */
    public Mutant representative() {
        representative = true;
        return inEveryBuild();
    }

    /** Sets the id; done by the discovery. */
    public void foundIn(String field) {
        id = rule + "." + field.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String id() {
        return id;
    }

    public String rule() {
        return rule;
    }

    public String name() {
        return name;
    }

    public Set<String> alsoBreaks() {
        return alsoBreaks;
    }

    public Set<String> mayBreak() {
        return mayBreak;
    }

    public String because() {
        return because;
    }

    public String telling() {
        return telling;
    }

    /** Returns what makes the fault for one test; null if none was declared. */
    public Supplier<Fault> fault() {
        return fault;
    }

    public boolean isInEveryBuild() {
        return inEveryBuild;
    }

    public boolean isRepresentative() {
        return representative;
    }

    /** Returns the rules that have to fail, given those that did. */
    public Set<String> breaks(Collection<String> failed) {
        Set<String> all = new TreeSet<>(mayBreak);
        all.retainAll(failed);
        all.add(rule);
        all.addAll(alsoBreaks);
        return all;
    }

    @Override
    public String toString() {
        return id + ": " + name;
    }
}
