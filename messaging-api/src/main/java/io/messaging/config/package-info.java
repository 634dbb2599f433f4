/** Choosing a backend with a map: {@link io.messaging.config.MessagingConfig} and the discovery behind it. */
package io.messaging.config;
