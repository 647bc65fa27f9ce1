package dev.junicorn.build.oryx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.plan.ConfigError;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OryxOutputTest {

  private static final String PACKED =
      "PythonVersion=\"3.11.2\"\nvirtualEnvName=\"antenv\"\nCompressDestinationDir=\"true\"\n";

  @TempDir Path temporary;
  private Path folder = Path.of("");
  private Path store = Path.of("");
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void folders() throws IOException {
    folder = Files.createDirectory(temporary.resolve("wwwroot"));
    store = Files.createDirectory(temporary.resolve("tmp"));
    Files.writeString(folder.resolve("oryx-manifest.toml"), PACKED);
  }

  /** Writes one entry or several. */
  private interface Content {
    void write(TarArchiveOutputStream tar) throws IOException;
  }

  private void archive(String name, Content content) throws IOException {
    OutputStream file = Files.newOutputStream(folder.resolve(name));
    OutputStream packed =
        name.endsWith(".zst") ? new ZstdOutputStream(file) : new GZIPOutputStream(file);
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(packed, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      content.write(tar);
    }
  }

  private static void file(TarArchiveOutputStream tar, String name, String text)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    entry.setSize(bytes.length);
    entry.setMode(0104755); // set-user-ID: not kept
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static void link(TarArchiveOutputStream tar, byte type, String name, String target)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private static void symlink(TarArchiveOutputStream tar, String name, String target)
      throws IOException {
    link(tar, TarConstants.LF_SYMLINK, name, target);
  }

  private Path unpack() {
    return unpack(UnpackLimits.DEFAULT);
  }

  private Path unpack(UnpackLimits limits) {
    return OryxOutput.in(folder, limits).orElseThrow().app(store, said::add);
  }

  private void refuses(String reason) {
    refuses(UnpackLimits.DEFAULT, reason);
  }

  /** Refuses, says why, and leaves nothing: neither in the private folder nor elsewhere. */
  private void refuses(UnpackLimits limits, String reason) {
    assertThatThrownBy(() -> unpack(limits))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(reason);
    assertThat(list(temporary).map(Path::getFileName).map(Path::toString))
        .containsExactlyInAnyOrder("wwwroot", "tmp");
    assertThat(list(store).flatMap(OryxOutputTest::list)).isEmpty();
  }

  private static Stream<Path> list(Path of) {
    try (Stream<Path> entries = Files.list(of)) {
      return entries.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"output.tar.gz", "output.tar.zst"})
  void unpacksOnceAndFindsItThen(String name) throws IOException {
    archive(
        name,
        tar -> {
          file(tar, "./app.py", "app = 1\n");
          file(tar, "antenv/pyvenv.cfg", "home = /usr/bin\n");
          symlink(tar, "antenv/bin/python", "/usr/bin/python3");
          symlink(tar, "antenv/lib64", "lib");
          file(tar, "antenv/lib/x.py", "x = 1\n");
          link(tar, TarConstants.LF_LINK, "antenv/lib/y.py", "antenv/lib/x.py");
          file(tar, "käse/日本.txt", "x".repeat(300_000));
        });
    OryxOutput output = OryxOutput.in(folder).orElseThrow();
    assertThatThrownBy(() -> output.presentApp(store))
        .hasMessageContainingAll(name, "junicorn build " + folder);
    Path app = unpack();
    assertThat(output.presentApp(store)).isEqualTo(app);
    assertThat(app.resolve("app.py")).hasContent("app = 1\n");
    assertThat(app.resolve("antenv/lib64/y.py")).hasContent("x = 1\n");
    assertThat(app.resolve("käse/日本.txt")).hasSize(300_000);
    assertThat(Files.getAttribute(app.resolve("app.py"), "unix:mode")).isEqualTo(0100700);
    assertThat(Files.getAttribute(app.getParent(), "unix:mode")).isEqualTo(040700);
    assertThat(said).hasSize(1);
    assertThat(unpack()).isEqualTo(app);
    assertThat(said).as("the second time nothing is done").hasSize(1);
  }

  @Test
  void keepsTheOneBeforeAndNoMore() throws IOException {
    deployment(1);
    deployment(2);
    Path before = deployment(3);
    Path newest = deployment(4);
    assertThat(list(store).flatMap(OryxOutputTest::list)).containsExactlyInAnyOrder(before, newest);
  }

  @Test
  void removesWhatAKilledStartHasLeft() throws IOException {
    Path app = deployment(1);
    Path abandoned = Files.createDirectory(app.resolveSibling("unpacking-1"));
    Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofHours(3))));
    Path atWork = Files.createDirectory(app.resolveSibling("unpacking-2"));
    deployment(2);
    assertThat(abandoned).doesNotExist();
    assertThat(atWork).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil.py", "a/../../evil.py", "a/.."})
  void refusesNamesThatClimb(String name) throws IOException {
    archive("output.tar.gz", tar -> file(tar, name, "evil"));
    refuses("has \"..\" in it");
  }

  @Test
  void refusesAbsoluteNames() throws IOException {
    archive("output.tar.gz", tar -> file(tar, temporary.resolve("evil.py").toString(), "evil"));
    refuses("is an absolute path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc", "/etc/passwd", "../..", "..", "a/../..", "/nowhere", "../nowhere"})
  void refusesLinksThatLeave(String target) throws IOException {
    archive(
        "output.tar.gz",
        tar -> {
          file(tar, "a/b", "");
          symlink(tar, "link", target);
        });
    refuses("leads outside");
  }

  @Test
  void refusesLinksThatLeaveTogether() throws IOException {
    archive(
        "output.tar.gz",
        tar -> {
          symlink(tar, "here", ".");
          symlink(tar, "out", "here/../..");
        });
    refuses("leads outside");
  }

  @Test
  void writesNoFileThroughALink() throws IOException {
    archive(
        "output.tar.gz",
        tar -> {
          symlink(tar, "out", temporary.toString());
          file(tar, "out/evil.py", "evil");
        });
    refuses("is both a link and something else");
  }

  @Test
  void makesNoLinkThroughALink() throws IOException {
    archive(
        "output.tar.gz",
        tar -> {
          symlink(tar, "out", temporary.toString());
          symlink(tar, "out/evil.py", "wwwroot");
        });
    refuses("is below a link");
  }

  @Test
  void refusesHardLinksToWhatIsOutside() throws IOException {
    archive(
        "output.tar.gz", tar -> link(tar, TarConstants.LF_LINK, "passwd", "../../../etc/passwd"));
    refuses("has \"..\" in it");
    archive("output.tar.gz", tar -> link(tar, TarConstants.LF_LINK, "passwd", "/etc/passwd"));
    refuses("is an absolute path");
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO})
  void refusesDevicesAndPipes(byte type) throws IOException {
    archive(
        "output.tar.gz",
        tar -> {
          tar.putArchiveEntry(new TarArchiveEntry("thing", type));
          tar.closeArchiveEntry();
        });
    refuses("is a device, a pipe");
  }

  @Test
  void refusesMoreThanTheLimits() throws IOException {
    archive(
        "output.tar.gz",
        tar -> {
          file(tar, "zeros", "0".repeat(3 << 20));
          file(tar, "more", "");
        });
    refuses(new UnpackLimits(2 << 20, 100), "more than 2 MB, which is the limit");
    refuses(new UnpackLimits(1L << 30, 1), "more than 1 entries, which is the limit");
  }

  @Test
  void aBrokenArchiveIsAClearMessage() throws IOException {
    Files.writeString(folder.resolve("output.tar.gz"), "this is no archive");
    refuses("it cannot be unpacked");
    Files.delete(folder.resolve("output.tar.gz"));
    Files.writeString(folder.resolve("output.tar.zst"), "this is no archive");
    refuses("it cannot be unpacked (it is damaged, at byte ");
  }

  @Test
  void aMissingArchiveIsAClearMessage() {
    refuses("neither output.tar.zst nor output.tar.gz");
  }

  @Test
  void aStoreOfSomebodyElseIsATrap() throws IOException {
    archive("output.tar.gz", tar -> file(tar, "app.py", ""));
    Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    Path trap = store.resolve(".junicorn-apps-" + user);
    Files.createSymbolicLink(trap, folder);
    assertThatThrownBy(this::unpack).hasMessageContaining("is not this user's alone");
    assertThat(Files.isSymbolicLink(trap)).isTrue();
    assertThat(Files.exists(folder.resolve("app.py"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void whatAProcessRunsFromStaysAndOthersGo() throws Exception {
    Path used = deployment(1);
    Process server = new ProcessBuilder("sleep", "600").directory(used.toFile()).start();
    try {
      Path unused = deployment(2);
      deployment(3);
      deployment(4);
      assertThat(used).isDirectory();
      assertThat(unused).doesNotExist();
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  /**
   * Of an archive that is younger than the one before, as its folder is. The clock of a file system
   * may be too coarse to tell two of the same size apart.
   */
  private Path deployment(int number) throws IOException {
    archive("output.tar.gz", tar -> file(tar, "app.py", "x".repeat(number)));
    Files.setLastModifiedTime(folder.resolve("output.tar.gz"), FileTime.fromMillis(number * 1000L));
    Path unpacked = unpack();
    Files.setLastModifiedTime(unpacked, FileTime.fromMillis(number * 1000L));
    return unpacked;
  }

  /** A plan asks the interpreter that it finds there. */
  @Test
  void whatLiesInAFolderThatOthersMayWriteIsNoPresentApp() throws IOException {
    archive("output.tar.gz", tar -> file(tar, "app.py", "app = 1\n"));
    OryxOutput output = OryxOutput.in(folder).orElseThrow();
    Path app = unpack();
    assertThat(output.presentApp(store)).isEqualTo(app);
    Files.setPosixFilePermissions(app.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> output.presentApp(store))
        .hasMessageContaining("is not this user's alone");
  }

  @Test
  void readsAManifestThatIsNoToml() {
    OryxManifest manifest =
        OryxManifest.parse("virtualEnvName=\"my env\"\nPath=\"a\\b\"c\"\nBroken\nX = true\n");
    assertThat(manifest.environment()).contains("my env");
    assertThat(manifest.values()).containsEntry("Path", "a\\b\"c").containsEntry("X", "true");
    assertThat(manifest.isPacked()).isFalse();
  }

  @Test
  void anEnvironmentOutsideOfTheFolderIsNone() throws IOException {
    Files.writeString(folder.resolve("oryx-manifest.toml"), "virtualEnvName=\"../../usr\"\n");
    assertThat(OryxOutput.environmentIn(folder)).isEmpty();
  }
}
