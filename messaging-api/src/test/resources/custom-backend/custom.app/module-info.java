module custom.app {
    requires io.messaging;
}
