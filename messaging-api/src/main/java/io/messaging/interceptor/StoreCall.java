package io.messaging.interceptor;

import io.messaging.message.Message;

/**
 * A store on its way to the backend. Immutable.
 *
 * @param namespace as given to the backend
 * @param topic as given to the backend
 * @param message what is to be stored
 */
public record StoreCall(String namespace, String topic, Message message) {}
