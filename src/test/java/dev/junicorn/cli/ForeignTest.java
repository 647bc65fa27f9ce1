package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** No option of gunicorn's is unknown. */
class ForeignTest {

  /** The options of gunicorn 20.1 and 26.2, from their configuration tables. */
  private static final List<String> GUNICORN =
      List.of(
          """
          -b --bind --backlog -w --workers -k --worker-class --threads --worker-connections
          --max-requests --max-requests-jitter -t --timeout --graceful-timeout --keep-alive
          --limit-request-line --limit-request-fields --limit-request-field_size --reload
          --reload-engine --reload-extra-file --spew --check-config --print-config --preload
          --no-sendfile --reuse-port --chdir -D --daemon -e --env -p --pid --worker-tmp-dir -u --user
          -g --group -m --umask --initgroups --forwarded-allow-ips --access-logfile
          --disable-redirect-access-to-syslog --access-logformat --error-logfile --log-file
          --log-level --capture-output --logger-class --log-config --log-config-json --log-syslog-to
          --log-syslog --log-syslog-prefix --log-syslog-facility -R --enable-stdio-inheritance
          --statsd-host --dogstatsd-tags --statsd-prefix --enable-backlog-metric -n --name
          --pythonpath --paste --paster --proxy-protocol --proxy-allow-from --protocol
          --uwsgi-allow-from --keyfile --certfile --ssl-version --cert-reqs --ca-certs
          --suppress-ragged-eofs --do-handshake-on-connect --ciphers --http-protocols
          --http2-cleartext --http2-max-concurrent-streams --http2-initial-window-size
          --http2-max-frame-size --http2-max-header-list-size --paste-global
          --permit-obsolete-folding --strip-header-spaces --permit-unconventional-http-method
          --permit-unconventional-http-version --casefold-http-method --forwarder-headers
          --header-map --asgi-loop --asgi-lifespan --asgi-disconnect-grace-period --http-parser
          --root-path --dirty-app --dirty-workers --dirty-timeout --dirty-threads
          --dirty-graceful-timeout --control-socket --control-socket-mode --no-control-socket
          --tolerate-dangerous-framing -c --config -h --help -v --version\
          """
              .split("\\s+"));

  @TempDir Path folder;

  @Test
  void everyOptionOfGunicornIsKnown() {
    CommandLine own = new CommandLine(new Options());
    assertThat(GUNICORN)
        .allMatch(name ->
            own.getCommandSpec().findOption(name) != null || Foreign.named(name).isPresent());
  }

  @Test
  void noNameMeansTwoThings() {
    CommandLine own = new CommandLine(new Options());
    assertThat(List.of(Foreign.values()))
        .flatMap(Foreign::names)
        .doesNotHaveDuplicates()
        .allMatch(name -> own.getCommandSpec().findOption(name) == null)
        .allMatch(GUNICORN::contains);
  }

  @Test
  void whatMattersIsRefusedInOneMessage() {
    assertThat(run().problem("--daemon"))
        .isEqualTo(
            "junicorn: --daemon: this option is gunicorn's; Junicorn does not have it yet."
                + " Start it from systemd, supervisor or a container, or with nohup and &.");
    assertThat(run().problem("--user=www-data")).contains("systemd: User=");
    assertThat(run().problem("--proxy-protocol=v1")).contains("--proxy-protocol: this option is");
  }

  @Test
  void everyRefusalAndEveryNoteWorks() {
    for (Foreign option : Foreign.values()) {
      String name = option.names().getFirst();
      String[] args = option.takesValue() ? new String[] {name, "1"} : new String[] {name};
      if (option.isRefused()) {
        assertThat(run().problem(args)).contains(option.words());
      } else {
        CommandRun run = run();
        run.plan(args);
        assertThat(run.notes).contains(name + " is gunicorn's; it " + option.words());
      }
    }
  }

  @Test
  void flagsInARowAreReadOneByOne() {
    CommandRun run = run();
    assertThat(run.plan("-Rw3").size().workers().value()).isEqualTo(3);
    assertThat(run.notes).anyMatch(note -> note.startsWith("-R is gunicorn's"));
  }

  @Test
  void gthreadIsWhatThereIs() {
    assertThat(run().plan("-k", "gthread").size().threads().value()).isEqualTo(6);
    assertThat(run().plan("-k", "sync", "--threads", "4").size().threads().value()).isEqualTo(4);
  }

  private CommandRun run() {
    return new CommandRun(folder);
  }
}
