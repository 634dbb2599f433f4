package io.messaging.store.log.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.log.SafeLog;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskDirectoryTest {
    @TempDir
    Path temp;

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void filesAreWrittenReadCutRenamedAndDeleted() throws IOException {
        try (DiskDirectory directory = DiskDirectory.open(temp.resolve("new"))) {
            try (LogFile file = directory.create("a")) {
                file.write(bytes("hello"), 3);
                file.force();
                ByteBuffer read = ByteBuffer.allocate(10);
                assertEquals(8, file.read(read, 0));
                assertArrayEquals("\0\0\0hello\0\0".getBytes(StandardCharsets.US_ASCII), read.array());
                file.truncate(4);
                assertEquals(4, file.size());
                assertEquals(0, file.read(ByteBuffer.allocate(1), 4));
            }
            directory.rename("a", "b");
            directory.force();
            assertTrue(directory.list().contains("b"));
            assertThrows(IOException.class, () -> directory.create("b"));
            directory.delete("b");
            assertThrows(NoSuchFileException.class, () -> directory.open("b"));
        }
    }

    @Test
    void anInterruptionClosesNoFile() throws IOException {
        try (DiskDirectory directory = DiskDirectory.open(temp);
                LogFile file = directory.create("a")) {
            Thread.currentThread().interrupt();
            try {
                file.write(bytes("hello"), 0);
                file.force();
                directory.force();
                assertEquals(5, file.read(ByteBuffer.allocate(5), 0));
            } finally {
                assertTrue(Thread.interrupted());
            }
            assertEquals(5, file.size());
        }
    }

    @Test
    void aReaderOfAClosedFileIsTold() throws IOException {
        try (DiskDirectory directory = DiskDirectory.open(temp)) {
            LogFile file = directory.create("a");
            file.close();
            file.close();
            assertThrows(ClosedChannelException.class, () -> file.read(ByteBuffer.allocate(1), 0));
        }
    }

    @Test
    void oneAtATimeHasADirectory() throws IOException {
        DiskDirectory first = DiskDirectory.open(temp);
        DirectoryHeldException held = assertThrows(DirectoryHeldException.class, () -> DiskDirectory.open(temp));
        assertTrue(held.getMessage().contains("this process"), held::getMessage);
        first.close();
        first.close();
        DiskDirectory.open(temp).close();
    }

    @Test
    void aSecondTryLeavesTheLockWithTheHolder() throws IOException {
        try (DiskDirectory first = DiskDirectory.open(temp)) {
            assertThrows(DirectoryHeldException.class, () -> DiskDirectory.open(temp));
            assertTrue(first.isHeld());
            Files.delete(temp.resolve(DirectoryLock.LOCK));
            assertFalse(first.isHeld());
        }
    }

    /** As in a container of web applications, of which each has its own copy of the library. */
    @Test
    void aTryOfAnotherClassLoaderLeavesTheLockWithTheHolder() throws Exception {
        URL[] classes = {
            DiskDirectory.class.getProtectionDomain().getCodeSource().getLocation(),
            SafeLog.class.getProtectionDomain().getCodeSource().getLocation()
        };
        try (DiskDirectory first = DiskDirectory.open(temp);
                URLClassLoader other = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            Method open = other.loadClass(DiskDirectory.class.getName()).getMethod("open", Path.class);
            InvocationTargetException held =
                    assertThrows(InvocationTargetException.class, () -> open.invoke(null, temp));
            assertTrue(held.getCause().getMessage().contains("in use by this process"), held.getCause()::getMessage);
            assertTrue(first.isHeld());
            assertEquals(LockProbe.HELD, probe(), "another process gets the lock");
        }
        assertEquals(LockProbe.FREE, probe());
    }

    @Test
    void aTryAgainstALockThatIsNotOursLeavesIt() throws Exception {
        try (FileChannel other = FileChannel.open(
                temp.resolve(DirectoryLock.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();
            assertThrows(DirectoryHeldException.class, () -> DiskDirectory.open(temp));
            assertThrows(DirectoryHeldException.class, () -> DiskDirectory.open(temp));
            assertEquals(LockProbe.HELD, probe(), "another process gets the lock");
        }
        DiskDirectory.open(temp).close();
        assertEquals(LockProbe.FREE, probe());
    }

    private int probe() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of(LockProbe.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        LockProbe.class.getName(),
                        temp.resolve(DirectoryLock.LOCK).toString())
                .inheritIO()
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the other process does not end");
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** A thread keeps a direct buffer of the largest size that it has written or read, and many threads write. */
    @Test
    void largeWritesKeepLittleMemory() throws Exception {
        try (DiskDirectory directory = DiskDirectory.open(temp);
                LogFile file = directory.create("a")) {
            byte[] bytes = new byte[16 * 1024 * 1024];
            new Random(3).nextBytes(bytes);
            long before = directBytes();
            file.write(ByteBuffer.wrap(bytes, 1, bytes.length - 1), 7);
            ByteBuffer read = ByteBuffer.allocate(bytes.length);
            assertEquals(bytes.length - 1, file.read(read, 7));
            assertEquals(ByteBuffer.wrap(bytes, 1, bytes.length - 1), read.flip());
            assertTrue(directBytes() - before < 4 * 1024 * 1024, () -> directBytes() - before + " bytes more");
        }
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void anotherHolderIsNamed() throws IOException {
        Files.writeString(temp.resolve(DirectoryHolder.NAME), "process 4711");
        try (FileChannel other = FileChannel.open(
                temp.resolve(DirectoryLock.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();
            DirectoryHeldException held = assertThrows(DirectoryHeldException.class, () -> DiskDirectory.open(temp));
            assertTrue(held.getMessage().contains("process 4711"), held::getMessage);
            assertTrue(held.getMessage().contains(temp.toRealPath().toString()), held::getMessage);
        }
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        IOException failure = assertThrows(IOException.class, () -> DiskDirectory.open(file));
        assertTrue(failure.getMessage().contains("is a file"), failure::getMessage);
    }

    @Test
    void aLinkToNothingIsNamed() throws IOException {
        Path link = temp.resolve("link");
        Files.createSymbolicLink(link, temp.resolve("gone"));
        IOException failure = assertThrows(IOException.class, () -> DiskDirectory.open(link));
        assertTrue(failure.getMessage().contains(temp.resolve("gone") + ", which is not there"), failure::getMessage);
    }

    /** As in a file system that takes no files. */
    @Test
    void aLockFileThatCannotBeOpenedIsNamedWithTheReason() throws IOException {
        Files.createDirectory(temp.resolve(DirectoryLock.LOCK));
        IOException failure = assertThrows(IOException.class, () -> DiskDirectory.open(temp));
        assertTrue(failure.getMessage().contains("cannot be locked"), failure::getMessage);
        assertTrue(failure.getMessage().contains("irectory"), failure::getMessage);
    }

    @Test
    void aMissingParentIsNamed() {
        Path directory = temp.resolve("missing").resolve("data");
        IOException failure = assertThrows(IOException.class, () -> DiskDirectory.open(directory));
        assertTrue(
                failure.getMessage().contains("there is no directory " + temp.resolve("missing")), failure::getMessage);
    }

    @Test
    void aDirectoryIsRecognisedByItsServer() throws IOException {
        assertEquals(Optional.empty(), DirectoryHolder.server(temp));
        try (DiskDirectory directory = DiskDirectory.open(temp)) {
            directory.nameServer("abc");
            assertEquals(Optional.of("abc"), DirectoryHolder.server(temp));
        }
    }

    @Test
    void networkFileSystemsAreKnown() {
        assertTrue(DiskDirectory.isNetwork("nfs4"));
        assertTrue(DiskDirectory.isNetwork("CIFS"));
        assertTrue(DiskDirectory.isNetwork("fuse.sshfs"));
        assertFalse(DiskDirectory.isNetwork("ext4"));
        assertFalse(DiskDirectory.isNetwork("overlay"));
    }
}
