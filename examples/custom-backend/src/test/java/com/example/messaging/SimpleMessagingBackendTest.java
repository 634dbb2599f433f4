package com.example.messaging;

import io.messaging.backend.MessagingBackend;
import io.messaging.tck.MessagingBackendTck;

class SimpleMessagingBackendTest extends MessagingBackendTck {
    @Override
    protected MessagingBackend openBackend() {
        return new SimpleMessagingBackend(16 << 20);
    }
}
