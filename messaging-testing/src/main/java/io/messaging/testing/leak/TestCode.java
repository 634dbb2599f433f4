package io.messaging.testing.leak;

import io.messaging.spi.OpenResources.Opened;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The code of one test: its class with the superclasses, and the enclosing and nested classes. What this code opens or
 * runs belongs to the test. What other code opens while a test runs, such as an application that starts a thread on
 * first use, has another owner and may live on. Immutable.
 */
public final class TestCode {
    /** The fixtures close what these open. */
    private static final List<String> FIXTURES =
            List.of("io.messaging.testing.space.", "io.messaging.testing.observed.");

    private static final List<String> RUNNERS = List.of(
            "org.junit.",
            "org.apache.maven.",
            "org.gradle.",
            "worker.org.gradle.",
            "com.intellij.",
            "org.eclipse.jdt.");
    private static final List<String> LIBRARIES = List.of("io.messaging.", "java.", "javax.", "jdk.", "sun.");

    private final Set<Class<?>> classes = new LinkedHashSet<>();
    private final Set<String> outermost = new HashSet<>();
    private final Supplier<List<Object>> shared;

    /**
     * Describes a test.
     *
     * @param type the test class
     * @param shared objects that live longer than the test, such as an instance for all tests of a class
     */
    public TestCode(Class<?> type, Supplier<List<Object>> shared) {
        add(type);
        this.shared = shared;
    }

    private void add(Class<?> type) {
        if (type == null || type == Object.class || type.getClassLoader() == null || !classes.add(type)) {
            return;
        }
        Class<?> outer = type;
        while (outer.getEnclosingClass() != null) {
            outer = outer.getEnclosingClass();
        }
        outermost.add(outer.getName());
        if (!Modifier.isStatic(type.getModifiers())) { // otherwise the enclosing class may not even be initialized
            add(type.getEnclosingClass());
        }
        add(type.getSuperclass());
        Arrays.stream(type.getInterfaces()).forEach(this::add);
    }

    private boolean has(String className) {
        int nested = className.indexOf('$');
        return outermost.contains(className)
                || (nested > 0 && outermost.stream().anyMatch(outer -> className.startsWith(outer + "$")));
    }

    /** Whether a stack runs code of this test. */
    boolean isIn(StackTraceElement[] stack) {
        return Arrays.stream(stack).anyMatch(frame -> has(frame.getClassName()));
    }

    /** Returns the line of this test that opened something itself, not through other code; null for none. */
    StackTraceElement lineThatOpened(Opened opened) {
        List<StackTraceElement> stack = opened.where();
        for (int i = 0; i < stack.size(); i++) {
            StackTraceElement frame = stack.get(i);
            if (has(frame.getClassName())) {
                return isCalledByOthers(stack.subList(i, stack.size())) ? null : frame;
            }
            boolean isLibrarys = isOf(LIBRARIES, frame);
            if (!isLibrarys || isOf(FIXTURES, frame)) {
                return null;
            }
        }
        return null;
    }

    /** Whether a framework has called a nested class of the test, such as a configuration that makes beans: it owns them. */
    private boolean isCalledByOthers(List<StackTraceElement> stack) {
        for (StackTraceElement frame : stack) {
            if (classes.stream().anyMatch(own -> own.getName().equals(frame.getClassName()))) {
                return false;
            }
            if (!has(frame.getClassName()) && !isOf(LIBRARIES, frame) && !isOf(RUNNERS, frame)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(List<String> packages, StackTraceElement frame) {
        return packages.stream().anyMatch(frame.getClassName()::startsWith);
    }

    /**
     * Whether a call site, written as class, method and line, is in this test; what a scenario made belongs to the
     * scenario.
     */
    public boolean isAt(String where) {
        int method = where.lastIndexOf('.', where.indexOf('('));
        return method > 0 && has(where.substring(0, method));
    }

    /** Returns what static fields of the test's classes, and objects shared by tests, hold now. */
    Kept kept() {
        return Kept.by(classes, shared.get());
    }
}
