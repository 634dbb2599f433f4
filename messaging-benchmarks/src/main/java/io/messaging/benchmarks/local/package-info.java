/** Logs in files that a program writes itself: SQLite, Chronicle Queue, and our server in the writer's process. */
package io.messaging.benchmarks.local;
