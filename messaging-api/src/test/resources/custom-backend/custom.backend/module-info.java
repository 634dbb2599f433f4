module custom.backend {
    requires io.messaging;

    provides io.messaging.spi.MessagingBackendFactory with
            custom.backend.CustomBackendFactory;
}
