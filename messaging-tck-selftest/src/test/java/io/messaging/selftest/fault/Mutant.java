package io.messaging.selftest.fault;

import io.messaging.backend.MessagingBackend;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A deliberately wrong backend. Immutable.
 *
 * @param name what it does wrong, in a few words
 * @param rule the rule that is there to find it
 * @param alsoBreaks the rules that it cannot help but break as well
 * @param mayBreak the rules that it breaks too when threads run as luck will have it
 * @param because why it breaks others
 * @param telling what the failure of its rule says, among other things
 * @param fault makes the fault for one test
 */
public record Mutant(
        String name,
        String rule,
        Set<String> alsoBreaks,
        Set<String> mayBreak,
        String because,
        String telling,
        Supplier<Fault> fault) {

    public static Mutant of(String rule, String name, String telling, UnaryOperator<MessagingBackend> fault) {
        return shared(rule, name, telling, () -> fault::apply);
    }

    /** One whose instances have something in common. */
    public static Mutant shared(String rule, String name, String telling, Supplier<Fault> fault) {
        return new Mutant(name, rule, Set.of(), Set.of(), "", telling, fault);
    }

    /** Names the other rules that it always breaks. */
    public Mutant alsoBreaking(String reason, String... rules) {
        return new Mutant(name, rule, with(alsoBreaks, rules), mayBreak, with(reason), telling, fault);
    }

    /** Names the other rules that it breaks now and then. */
    public Mutant perhapsBreaking(String reason, String... rules) {
        return new Mutant(name, rule, alsoBreaks, with(mayBreak, rules), with(reason), telling, fault);
    }

    private String with(String reason) {
        return because.isEmpty() ? reason : because + "; " + reason;
    }

    private static Set<String> with(Set<String> rules, String... more) {
        Set<String> all = new LinkedHashSet<>(rules);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    /** The rules that have to fail, given those that did. */
    public Set<String> breaks(Collection<String> failed) {
        Set<String> all = new LinkedHashSet<>(mayBreak);
        all.retainAll(failed);
        all.add(rule);
        all.addAll(alsoBreaks);
        return all;
    }
}
