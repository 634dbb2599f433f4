package io.messaging.tck;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.tck.engine.Awaiter;
import io.messaging.tck.engine.Harness;
import io.messaging.tck.engine.OtherProcess;
import io.messaging.tck.engine.TckSettings;
import io.messaging.tck.spec.TckFailure;
import io.messaging.tck.spec.TckSkip;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The compatibility kit. An author extends it with one method and runs the class with JUnit:
 *
 * <pre>{@code
 * class MyBackendTest extends MessagingBackendTck {
 *     @Override
 *     protected MessagingBackend openBackend() {
 *         return new MyBackend();
 *     }
 * }
 * }</pre>
 *
 * <p>Each test is named after the rule it checks; {@code docs/specification.md} states the rules. What the backend
 * declares in {@link MessagingBackend#capabilities} decides which apply; the others are skipped, visibly. The other
 * protected methods are optional: where a rule needs one that is not overridden, it is skipped and says so.
 *
 * <p>Every test opens its own backends, through the hooks, and closes them. It uses names of its own, so the backends
 * may all be clients of one server that others use too. Most of a run is waiting, so let JUnit run the rules in parallel:
 * with {@code junit.jupiter.execution.parallel.enabled=true} in {@code junit-platform.properties} they do, and other test
 * classes do not; rules that break connections or look at the whole JVM still run alone. Their order and all data come
 * from a seed, which is printed: {@code -Dmessaging.tck.seed} repeats a run,
 * {@code -Dmessaging.tck.timeoutFactor=3} gives a busy machine three times as long, and
 * {@code -Dmessaging.tck.volumeFactor=0.01} is for a quick look between two builds: a hundredth of the large numbers of
 * messages. {@code -Dmessaging.tck.rules=RD-03} checks one rule and skips the others. All are JUnit configuration
 * parameters as well. A rule that fails throws a {@link TckFailure}.
 *
 * <p>The hooks are called from any thread, several at once; JUnit makes a new instance for each test. The rules are in
 * nested classes, one for each group, so that an extension of the author's finds this object with
 * {@code ExtensionContext.getRequiredTestInstances().findInstance(MyBackendTest.class)}.
 */
@SuppressWarnings("exports") // JUnit makes these, and nobody else
@ExtendWith(TckExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
@TestClassOrder(SeededOrder.class)
@DisplayNameGeneration(RuleNames.class)
public abstract class MessagingBackendTck extends RuleGroups {
    /** The JUnit configuration parameter, or system property, that repeats a run. */
    public static final String SEED_PARAMETER = TckSettings.SEED;

    /** The JUnit configuration parameter, or system property, that multiplies the kit's waits. */
    public static final String TIMEOUT_FACTOR_PARAMETER = TckSettings.TIMEOUT_FACTOR;

    /** The JUnit configuration parameter, or system property, that has rules take a share of their many messages. */
    public static final String VOLUME_FACTOR_PARAMETER = TckSettings.VOLUME_FACTOR;

    /** The JUnit configuration parameter, or system property, that names the rules to check, such as RD-03 or SUB-*. */
    public static final String RULES_PARAMETER = TckSettings.RULES;

    /** For subclasses. */
    protected MessagingBackendTck() {}

    /**
     * Opens a backend. Called several times in one test where a rule speaks of several instances.
     *
     * @return an open backend, which the kit closes
     * @throws Exception when it cannot be opened; the rule fails
     */
    protected abstract MessagingBackend openBackend() throws Exception;

    /**
     * Opens an instance that shares its messages with that of {@link #openBackend}. Called only where the backend
     * declares {@link Capability#SHARED}.
     *
     * @return an open backend, which the kit closes
     * @throws Exception when it cannot be opened; the rule fails
     */
    protected MessagingBackend openSecondBackend() throws Exception {
        return openBackend();
    }

    /**
     * Returns the configuration with which another process reaches the messages of {@link #openBackend}, for rules
     * about {@link Capability#CROSS_PROCESS}.
     *
     * @return a configuration; empty skips those rules, unless {@link #startOtherProcess(List)} is overridden
     */
    protected Optional<MessagingConfig> config() {
        return Optional.empty();
    }

    /**
     * Starts another process that runs {@link Companion}. This one starts a JVM with the class path of this JVM and
     * {@link #config} in its environment.
     *
     * @param arguments the arguments of {@link Companion#main}
     * @return the process, which the kit ends
     * @throws IOException when it cannot be started; the rule fails
     */
    protected Process startOtherProcess(List<String> arguments) throws IOException {
        return OtherProcess.likeThisOne(
                Companion.class, config().orElseThrow(() -> TckSkip.needs("config()")), arguments);
    }

    /**
     * Cuts every connection that open backends of this test have, at once, as a network would. New connections work.
     * For rules about {@link Capability#RECONNECT}; this one skips them.
     *
     * @throws Exception when that is not possible; the rule fails
     */
    protected void cutConnections() throws Exception {
        throw TckSkip.needs("cutConnections()");
    }

    /**
     * Ends what keeps the messages at once and without notice, as {@code kill -9} does, and starts it again on what it has
     * kept, at the same address: a server, or, where there is none, the files of the open backends, which are then not used
     * any more. Returns when it can be reached again. Open backends stay open; those that declare
     * {@link Capability#RECONNECT} go on, and the others may fail from now on. For rules about
     * {@link Capability#PERSISTENT}, which run alone; this one skips them.
     *
     * @param whileDown to be run in between, by the calling thread
     * @throws Exception when that is not possible; the rule fails
     */
    protected void restart(Runnable whileDown) throws Exception {
        throw TckSkip.needs("restart(whileDown)");
    }

    /**
     * Lets time pass for the backend. This one waits; an author whose backend has a clock that tests can turn turns it,
     * where each test has a clock of its own or the rules do not run in parallel.
     *
     * @param duration how much
     */
    protected void letTimePass(Duration duration) {
        Awaiter.letTimePass(duration);
    }

    /**
     * Returns the capabilities that the backend is meant to declare. The kit always goes by what the backend itself
     * declares; with this, rule SUB-15 notices when that is not what the author thinks.
     *
     * @return the capabilities; empty for no opinion
     */
    protected Optional<Set<Capability>> expectedCapabilities() {
        return Optional.empty();
    }

    /**
     * Returns how long to wait, before {@code messaging.tck.timeoutFactor} is applied.
     *
     * @return the waits
     */
    protected TckTimeouts timeouts() {
        return TckTimeouts.defaults();
    }

    /** The hooks as one object. */
    final Harness harness() {
        return new Harness(
                this::openBackend,
                this::openSecondBackend,
                this::startOtherProcess,
                this::cutConnections,
                this::restart,
                this::letTimePass,
                this::expectedCapabilities,
                () -> timeouts().waits());
    }
}
