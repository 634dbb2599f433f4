package io.messaging.bus;

import io.messaging.backend.MessagingBackend;
import org.junit.jupiter.api.Nested;

/** What the bus does, the same on every backend: a subclass opens one. */
public abstract class BusScenarios {
    /** Opens a backend, to be closed by the caller. */
    protected abstract MessagingBackend open();

    /** Whether the backend knows of every subscriber. */
    protected boolean knowsAllSubscribers() {
        return true;
    }

    @Nested
    class Request extends RequestScenarios {
        Request() {
            super(BusScenarios.this);
        }
    }

    @Nested
    class Delivery extends DeliveryScenarios {
        Delivery() {
            super(BusScenarios.this);
        }
    }

    @Nested
    class Conversation extends ConversationScenarios {
        Conversation() {
            super(BusScenarios.this);
        }
    }

    @Nested
    class Registration extends RegistrationScenarios {
        Registration() {
            super(BusScenarios.this);
        }
    }
}
