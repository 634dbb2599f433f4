package io.messaging.tck;

import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Runs each rule's test on a thread and in a thread group of its own, ends it when it hangs, and closes what it opened.
 */
final class TckExtension implements BeforeAllCallback, InvocationInterceptor {
    private static final System.Logger LOGGER = System.getLogger(MessagingBackendTck.class.getName());

    /** However short the waits are set, a test that starts another JVM may be silent for so long. */
    private static final long LEAST_HANG_NANOS = 5_000_000_000L;

    TckExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        TckSettings settings = TckSettings.from(context::getConfigurationParameter);
        String text = settings.seed() + ", again with -D" + TckSettings.SEED + "=" + settings.seed();
        context.publishReportEntry(TckSettings.SEED, Long.toString(settings.seed()));
        LOGGER.log(
                Level.INFO,
                () -> context.getDisplayName() + ": seed " + text + "; timeout factor " + settings.timeoutFactor());
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        Rule rule = method.getExecutable().getAnnotation(Rule.class);
        if (rule == null) {
            invocation.proceed();
            return;
        }
        TckSettings settings = TckSettings.from(context::getConfigurationParameter);
        MessagingBackendTck author = (MessagingBackendTck) context.getRequiredTestInstance();
        long seed = settings.seed() * 31 + method.getExecutable().getName().hashCode();
        RuleRun run = new RuleRun(rule.value(), author, settings, seed);
        author.begin(run);
        try {
            guarded(rule, run, invocation);
        } catch (TckFailure | TestAbortedException verdict) {
            throw verdict;
        } catch (Throwable e) {
            throw run.verify().unexpected("every call of the test succeeds", e);
        }
    }

    private static void guarded(Rule rule, RuleRun run, Invocation<Void> invocation) throws Throwable {
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        try {
            guard(run, "test", () -> {
                try {
                    run.require(rule.requires());
                    invocation.proceed();
                    run.checkNoFailure();
                } catch (Throwable e) {
                    outcome.set(e);
                }
            });
        } finally {
            closeAll(run);
        }
        if (outcome.get() != null) {
            throw outcome.get();
        }
    }

    /** Runs the work elsewhere, so that this thread can watch it and give it up. */
    private static void guard(RuleRun run, String what, Runnable work) {
        String name = "tck-" + run.names().unique();
        Thread thread = new Thread(new ThreadGroup(name), work, name);
        thread.setDaemon(true);
        run.watch().progress();
        thread.start();
        long limitNanos =
                Math.max(LEAST_HANG_NANOS, 3 * run.timeouts().positiveWait().toNanos());
        while (!ended(thread, run.timeouts())) {
            if (run.watch().nanosWithoutProgress() > limitNanos) {
                String calls = run.watch().runningCalls();
                TckFailure failure = run.verify()
                        .timeout(
                                "the " + what + " gets on: every call returns and every message comes",
                                "nothing happened for " + limitNanos / 1_000_000 + " ms; " + calls,
                                IdDifference.NONE);
                thread.interrupt();
                throw failure;
            }
        }
    }

    private static boolean ended(Thread thread, TckTimeouts timeouts) {
        try {
            thread.join(Math.max(1, timeouts.poll().toMillis()) * 20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw TckSkip.because("the run was interrupted");
        }
        return !thread.isAlive();
    }

    private static void closeAll(RuleRun run) {
        try {
            guard(run, "closing after the test", run.backends()::closeAll);
        } catch (TckFailure hanging) {
            LOGGER.log(Level.WARNING, "a backend did not close after a test", hanging);
        }
    }
}
