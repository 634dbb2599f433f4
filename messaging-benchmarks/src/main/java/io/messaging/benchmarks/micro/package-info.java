/** JMH microbenchmarks of the small things. */
package io.messaging.benchmarks.micro;
