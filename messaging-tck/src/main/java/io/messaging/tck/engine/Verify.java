package io.messaging.tck.engine;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import io.messaging.tck.spec.TckFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** The kit's assertions: each one that does not hold becomes a {@link TckFailure} of the rule. Thread-safe. */
public final class Verify {
    private final String rule;

    Verify(String rule) {
        this.rule = rule;
    }

    public TckFailure failure(String expectation, String observation) {
        return new TckFailure(rule, expectation, observation, IdDifference.NONE, "", null);
    }

    public TckFailure timeout(String expectation, String observation, IdDifference ids) {
        return new TckFailure(rule, expectation, observation, ids, ThreadDump.take(), null);
    }

    public TckFailure timeout(String expectation, String observation) {
        return timeout(expectation, observation, IdDifference.NONE);
    }

    public TckFailure unexpected(String expectation, Throwable cause) {
        return new TckFailure(rule, expectation, String.valueOf(cause), IdDifference.NONE, "", cause);
    }

    public void that(boolean holds, String expectation, Supplier<String> observation) {
        if (!holds) {
            throw failure(expectation, observation.get());
        }
    }

    public void equal(String what, Object expected, Object actual) {
        that(Objects.equals(expected, actual), what + " is " + expected, () -> String.valueOf(actual));
    }

    /** These messages come back, in this order. What is in them is for the rules about content. */
    public void messages(String what, List<Message> expected, List<Message> actual) {
        that(actual != null, what + " is a list", () -> "null");
        that(actual.stream().noneMatch(Objects::isNull), what + " holds messages", () -> "null among them");
        ids(what, TestMessages.ids(expected), TestMessages.ids(actual));
    }

    /** These messages come back, each with everything it had. Order is for other rules. */
    public void wholeMessages(String what, List<Message> expected, List<Message> actual) {
        sameMessages(what, expected, actual);
        List<Message> right = TestMessages.inIdOrder(expected);
        List<Message> seen = TestMessages.inIdOrder(actual);
        for (int i = 0; i < right.size(); i++) {
            sameMessage(what, right.get(i), seen.get(i));
        }
    }

    /** These messages come back, in any order. */
    public void sameMessages(String what, List<Message> expected, List<Message> actual) {
        that(actual != null, what + " is a list", () -> "null");
        that(actual.stream().noneMatch(Objects::isNull), what + " holds messages", () -> "null among them");
        messages(what + ", sorted", TestMessages.inIdOrder(expected), TestMessages.inIdOrder(actual));
    }

    public void ids(String what, List<GemstoneId> expected, List<GemstoneId> actual) {
        if (!expected.equals(actual)) {
            throw wrongIds(what, expected, actual, "");
        }
    }

    public TckFailure wrongIds(String what, List<GemstoneId> expected, List<GemstoneId> actual, String threadDump) {
        IdDifference difference = IdDifference.between(expected, actual);
        String expectation = what + " is " + IdDifference.shown(expected);
        String seen = difference.isEmpty() ? orderFault(expected, actual) : IdDifference.shown(actual);
        return new TckFailure(rule, expectation, seen, difference, threadDump, null);
    }

    private static String orderFault(List<GemstoneId> expected, List<GemstoneId> actual) {
        int i = 0;
        while (expected.get(i).equals(actual.get(i))) {
            i++;
        }
        return "another order: at index " + i + " is " + actual.get(i) + ", which should be " + expected.get(i)
                + "; all of it: " + IdDifference.shown(actual);
    }

    public void next(String what, Message expected, Optional<Message> actual) {
        that(actual != null, what + " is an Optional", () -> "null");
        that(actual.isPresent(), what + " is " + expected.id(), () -> "nothing");
        ids(what, List.of(expected.id()), List.of(actual.get().id()));
    }

    /** Nothing is there; whether that is said with an empty list or none is for RD-02. */
    public void empty(String what, List<Message> actual) {
        that(actual == null || actual.isEmpty(), what + " is empty", () -> String.valueOf(actual));
    }

    public void nothing(String what, Optional<Message> actual) {
        that(actual != null, what + " is an Optional", () -> "null");
        that(actual.isEmpty(), what + " is empty", () -> actual.get().toString());
    }

    /** These messages come back, in any order, and some of their fields as they were. */
    public void sameFields(String what, List<Message> expected, List<Message> actual, Set<String> names) {
        sameMessages(what, expected, actual);
        List<Message> right = TestMessages.inIdOrder(expected);
        List<Message> seen = TestMessages.inIdOrder(actual);
        for (int i = 0; i < right.size(); i++) {
            sameFields(what, right.get(i), seen.get(i), names);
        }
    }

    public void sameFields(String what, Message expected, Message actual, Set<String> names) {
        if (expected.equals(actual)) {
            return; // as it mostly is, and quicker to see
        }
        Map<String, Object> right = new LinkedHashMap<>(expected.fieldsByName());
        Map<String, Object> seen = new LinkedHashMap<>(actual.fieldsByName());
        right.keySet().retainAll(names);
        seen.keySet().retainAll(names);
        that(
                right.equals(seen),
                what + " gives back " + names + " of message " + expected.id(),
                () -> "these differ: " + differences(right, seen));
    }

    public void sameMessage(String what, Message expected, Message actual) {
        if (!expected.equals(actual)) {
            throw failure(
                    what + " gives back every field of message " + expected.id(),
                    "these differ: " + differences(expected.fieldsByName(), actual.fieldsByName()));
        }
    }

    private static List<String> differences(Map<String, Object> expected, Map<String, Object> actual) {
        TreeSet<String> names = new TreeSet<>(expected.keySet());
        names.addAll(actual.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            if (expected.containsKey(name) != actual.containsKey(name)
                    || !Objects.equals(expected.get(name), actual.get(name))) {
                differences.add(name + " was " + shown(expected, name) + " and is " + shown(actual, name));
            }
        }
        return differences;
    }

    private static String shown(Map<String, Object> fields, String name) {
        String text = fields.containsKey(name) ? String.valueOf(fields.get(name)) : "missing";
        return text.length() <= 200 ? text : text.substring(0, 200) + "... (" + text.length() + " characters)";
    }

    /** The call fails with exactly this kind of exception. */
    public <E extends Exception> E refuses(String what, Class<E> type, Callable<?> call) {
        Object result;
        try {
            result = call.call();
        } catch (Exception e) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
            throw unexpected(what + " throws " + type.getSimpleName(), e);
        }
        throw failure(what + " throws " + type.getSimpleName(), "no exception; it returned " + result);
    }

    public void refuses(String what, Class<? extends Exception> type, Runnable call) {
        refuses(what, type, () -> {
            call.run();
            return "normally";
        });
    }
}
