package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.configfile.ConfigFile;
import dev.junicorn.configfile.ConfigReport;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Settings of a configuration file in the words of the command line. */
class FileSettingsTest {

  /** The settings of gunicorn 20.1 and 26.2, from their configuration tables. */
  private static final List<String> GUNICORN =
      List.of(
          """
          wsgi_app bind backlog workers worker_class threads worker_connections
          max_requests max_requests_jitter timeout graceful_timeout keepalive limit_request_line
          limit_request_fields limit_request_field_size reload reload_engine reload_extra_files spew
          check_config print_config preload_app sendfile reuse_port chdir daemon raw_env pidfile
          worker_tmp_dir user group umask initgroups tmp_upload_dir secure_scheme_headers
          forwarded_allow_ips accesslog disable_redirect_access_to_syslog access_log_format errorlog
          loglevel capture_output logger_class logconfig logconfig_dict logconfig_json syslog_addr
          syslog syslog_prefix syslog_facility enable_stdio_inheritance statsd_host dogstatsd_tags
          statsd_prefix enable_backlog_metric proc_name pythonpath paste on_starting on_reload
          when_ready pre_fork post_fork post_worker_init worker_int worker_abort pre_exec pre_request
          post_request child_exit worker_exit nworkers_changed on_exit ssl_context proxy_protocol
          proxy_allow_ips keyfile certfile ssl_version cert_reqs ca_certs suppress_ragged_eofs
          do_handshake_on_connect ciphers raw_paste_global_conf strip_header_spaces
          permit_obsolete_folding permit_unconventional_http_method
          permit_unconventional_http_version casefold_http_method forwarder_headers header_map
          tolerate_dangerous_framing protocol uwsgi_allow_ips root_path asgi_loop asgi_lifespan
          asgi_disconnect_grace_period http_parser http_protocols http2_cleartext
          http2_max_concurrent_streams http2_initial_window_size http2_max_frame_size
          http2_max_header_list_size dirty_apps dirty_workers dirty_timeout dirty_threads
          dirty_graceful_timeout on_dirty_starting dirty_post_fork dirty_worker_init
          dirty_worker_exit control_socket control_socket_mode control_socket_disable\
          """
              .split("\\s+"));

  private final Problems problems = new Problems();

  private FileSettings settings(String json) {
    return FileSettings.of(new ConfigFile("conf/g.py"), FileReports.of(json), problems);
  }

  private List<String> words(String json) {
    List<String> words =
        settings(json).options().stream().flatMap(option -> option.words().stream()).toList();
    assertThat(problems.messages()).isEmpty();
    return words;
  }

  @Test
  void everySettingOfGunicornIsKnownAndNoOther() {
    assertThat(FileSettings.names()).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(FileSettings.names())).isEqualTo(new TreeSet<>(GUNICORN));
  }

  @Test
  void everyOptionIsOneThatThereIs() {
    CommandLine own = new CommandLine(new Options());
    assertThat(Arrays.stream(FileSetting.values()).map(FileSetting::option))
        .allMatch(option ->
            option.isEmpty()
                || own.getCommandSpec().findOption(option).longestName().equals(option));
  }

  @Test
  void valuesBecomeWords() {
    assertThat(
            words(
                """
                {"bind": ["0.0.0.0:80", "[::1]:81"], "workers": 3, "timeout": 0.5, "threads": "4",
                 "max_requests": true, "preload_app": true, "reload": "True", "raw_env": "A=b c",
                 "accesslog": "-", "forwarded_allow_ips": "", "wsgi_app": "shop:make('x')"}
                """))
        .containsExactly(
            "--bind=0.0.0.0:80",
            "--bind=[::1]:81",
            "--workers=3",
            "--timeout=0.5",
            "--threads=4",
            "--max-requests=1",
            "--preload",
            "--reload",
            "--env=A=b c",
            "--access-logfile=-",
            "--forwarded-allow-ips=",
            "--",
            "shop:make('x')");
  }

  @Test
  void eachHasItsNameAndItsLine() {
    assertThat(settings("{\"bind\": \":80\", \"keepalive\": 5}").options())
        .containsExactly(
            new FileOption("bind", List.of("--bind=:80"), "conf/g.py:1"),
            new FileOption("keepalive", List.of("--keep-alive=5"), "conf/g.py:2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"accesslog\": null, \"pidfile\": \"\", \"bind\": [], \"reload\": false, \"chdir\": null}",
        "{\"daemon\": false, \"user\": null, \"keyfile\": null, \"umask\": 0, \"proxy_protocol\": \"off\"}",
        "{\"worker_connections\": 1000, \"proxy_allow_ips\": [\"127.0.0.1\", \"::1\"], \"sendfile\": null}",
        "{\"logconfig_dict\": {\"name\": \"builtins.dict\", \"shown\": \"{}\"}, \"post_fork\": null}",
        "{\"logger_class\": {\"name\": \"gunicorn.glogging.Logger\", \"shown\": \"<class>\"}}",
      })
  void whatChangesNothingIsNotSpokenOf(String json) {
    FileSettings settings = settings(json);
    assertThat(problems.messages()).isEmpty();
    assertThat(settings.options()).isEmpty();
    assertThat(settings.warnings()).isEmpty();
    assertThat(settings.notes())
        .containsExactly("conf/g.py was read; it sets nothing that is an option here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"workers": [3]}               | workers = [3] in conf/g.py:1: this is not a number.
          {"bind": 8000}                 | bind = 8000 in conf/g.py:1: this is neither a string nor a list
          {"raw_env": ["KEY=secret", 5]} | raw_env in conf/g.py:1: this is neither a string nor a list
          {"bind": [":80", 81]}          | bind = [":80", 81] in conf/g.py:1: this is neither
          {"errorlog": ["x\\ny"]}        | errorlog = ["x\\ny"] in conf/g.py:1: this is not a string.
          {"loglevel": 10}               | loglevel = 10 in conf/g.py:1: this is not a string.
          {"reload": "maybe"}            | reload = "maybe" in conf/g.py:1: this is neither True nor False.
          {"preload_app": 1}             | preload_app = 1 in conf/g.py:1: this is neither True nor False.
          {"timeout": {"name": "datetime.timedelta", "shown": "timedelta(1)"}} | timeout = timedelta(1) in
          {"daemon": true}               | daemon = True in conf/g.py:1: this setting is gunicorn's; Junicorn
          {"certfile": "a.pem"}          | certfile = "a.pem" in conf/g.py:1: this setting is gunicorn's
          {"logconfig": "log.ini"}       | Use --access-logfile
          {"logconfig_dict": {"name": "builtins.dict", "shown": "{'a': 1}"}} | Use --access-logfile
          """)
  void whatCannotBeUsedIsNamedWithItsValue(String json, String said) {
    settings(json);
    assertThat(problems.messages()).singleElement().asString().contains(said);
  }

  @Test
  void whatIsNotNeededIsANote() {
    assertThat(settings("{\"worker_tmp_dir\": \"/dev/shm\", \"sendfile\": false}").notes())
        .contains(
            "worker_tmp_dir in conf/g.py:1 is gunicorn's; it is not needed: there are no heartbeat"
                + " files",
            "sendfile in conf/g.py:2 is gunicorn's; it is not needed: files are sent in the way"
                + " that fits");
  }

  @Test
  void hooksAreNamedInOneWarning() {
    assertThat(
            settings(
                    """
                    {"when_ready": {"name": "g.when_ready", "shown": "<function>"},
                     "workers": 2, "pre_fork": "shop.hooks.fork",
                     "post_fork": {"name": "g.post_fork", "shown": "<function>"}}
                    """)
                .warnings())
        .singleElement()
        .asString()
        .startsWith("conf/g.py defines when_ready, pre_fork, post_fork, which are not called")
        .contains("where the app is imported", "PRE_RUN_COMMAND");
  }

  @Test
  void eachRemedyForHooksStandsByItself() {
    assertThat(
            settings(
                    """
                    {"on_exit": {"name": "g.on_exit", "shown": "<function>"},
                     "worker_exit": {"name": "g.worker_exit", "shown": "<function>"}}
                    """)
                .warnings())
        .containsExactly(
            "conf/g.py defines on_exit, worker_exit, which are not called: gunicorn's hooks do not"
                + " exist here. Instead: what is done once, before or after the server, belongs"
                + " into PRE_RUN_COMMAND of junicorn up or the service manager; what a worker does"
                + " at its end belongs into atexit.register (prometheus_client needs nothing)");
  }

  @Test
  void whereAPlatformSaysWhereToListenTheFileDoesNot() {
    FileSettings settings = settings("{\"workers\": 2, \"bind\": \":80\"}").withoutBinds();
    assertThat(settings.options()).extracting(FileOption::setting).containsExactly("workers");
    assertThat(settings.notes())
        .contains("bind in conf/g.py:2 is passed over: PORT says where to listen");
  }

  @Test
  void whereAnAppWasFoundAnotherOneOfTheFileIsWarnedOf() {
    FileSettings settings = settings("{\"workers\": 2, \"wsgi_app\": \"shop:app\"}");
    assertThat(settings.besideFound("shop:app").warnings()).isEmpty();
    assertThat(settings.besideFound("app:app").warnings())
        .containsExactly(
            "wsgi_app in conf/g.py:2 names shop:app, and the app that was found is served: app:app."
                + " For the other one write its name there as a string that is not computed, or"
                + " --startup-command \"gunicorn shop:app\"");
  }

  @Test
  void variablesAreForTheApp() {
    ConfigReport report = new ConfigReport(Map.of(), Map.of("COLOUR", "blue"));
    FileSettings settings = FileSettings.of(new ConfigFile("file:g.py"), report, problems);
    assertThat(settings.variables()).containsExactly(Map.entry("COLOUR", "blue"));
    assertThat(settings.notes()).contains("Variables for the app, set by g.py: COLOUR");
  }
}
