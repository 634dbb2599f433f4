module custom.backend {
    requires io.messaging;

    provides io.messaging.backend.MessagingBackendFactory with
            custom.backend.CustomBackendFactory;
}
