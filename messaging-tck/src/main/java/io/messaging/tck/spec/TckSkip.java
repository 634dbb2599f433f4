package io.messaging.tck.spec;

import io.messaging.backend.Capability;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** Why a rule was not checked: the backend lacks a capability, or the author's class lacks an optional method. */
public final class TckSkip extends TestAbortedException {
    private static final long serialVersionUID = 1L;

    private final Capability missingCapability;
    private final String missingHook;

    private TckSkip(String message, Capability missingCapability, String missingHook) {
        super(message);
        this.missingCapability = missingCapability;
        this.missingHook = missingHook;
    }

    /**
     * Skips a rule for want of a capability.
     *
     * @param capability which the backend does not declare
     * @return the reason, to be thrown
     */
    public static TckSkip lacks(Capability capability) {
        return new TckSkip("the backend does not declare " + capability, capability, null);
    }

    /**
     * Skips a rule for want of an optional method. The kit's own optional methods throw this; an override that cannot
     * do its work in some environment may do so too.
     *
     * @param hook the method of {@code MessagingBackendTck} to override
     * @return the reason, to be thrown
     */
    public static TckSkip needs(String hook) {
        return new TckSkip("needs " + hook + ": override it in the class that extends MessagingBackendTck", null, hook);
    }

    /**
     * Skips a rule for another reason.
     *
     * @param reason a sentence
     * @return the reason, to be thrown
     */
    public static TckSkip because(String reason) {
        return new TckSkip(reason, null, null);
    }

    /**
     * Returns the capability that was missing.
     *
     * @return the capability, empty where the reason is another
     */
    public Optional<Capability> missingCapability() {
        return Optional.ofNullable(missingCapability);
    }

    /**
     * Returns the optional method that was missing.
     *
     * @return the method, empty where the reason is another
     */
    public Optional<String> missingHook() {
        return Optional.ofNullable(missingHook);
    }
}
