/** Code around the stores and the handlers of a backend, for tracing, metrics and the like: {@link io.messaging.interceptor.MessagingInterceptor}. */
package io.messaging.interceptor;
