/** The technology compatibility kit: tests that every messaging backend has to pass. */
package io.messaging.tck;
