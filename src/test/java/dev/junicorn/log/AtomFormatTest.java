package dev.junicorn.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.exchange.Mount;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AtomFormatTest {

  @ParameterizedTest
  @CsvSource({
    "%(h)s, 10.1.2.3",
    "%(l)s, -",
    "%(u)s, -",
    "%(t)s, [20/Nov/2026:10:32:11 +0000]",
    "%(r)s, GET /find?q=1 HTTP/1.1",
    "%(m)s, GET",
    "%(U)s, /find",
    "%(q)s, q=1",
    "%(H)s, HTTP/1.1",
    "%(s)s, 200",
    "%(b)s, 1234",
    "%(B)s, 1234",
    "%(B)d, 1234",
    "%(f)s, http://a/",
    "%(a)s, curl/8",
    "%(T)s, 3",
    "%(M)s, 3045",
    "%(D)s, 3045678",
    "%(L)s, 3.045678",
    "%(p)s, <4711>",
    "%({user-agent}i)s, curl/8",
    "%({X-Missing}i)s, -",
    "%({content-type}o)s, text/html",
    "%({X-Missing}o)s, -",
    "%({REQUEST_METHOD}e)s, GET",
    "%({raw_uri}e)s, /find?q=1",
    "%({PATH_INFO}e)s, /find",
    "%({SCRIPT_NAME}e)s, ''",
    "%({SERVER_SOFTWARE}e)s, junicorn",
    "%({QUERY_STRING}e)s, q=1",
    "%({SERVER_PROTOCOL}e)s, HTTP/1.1",
    "%({wsgi.url_scheme}e)s, http",
    "%({REMOTE_ADDR}e)s, 10.1.2.3",
    "%({REMOTE_PORT}e)s, 50000",
    "%({SERVER_NAME}e)s, 10.0.0.1",
    "%({SERVER_PORT}e)s, 8000",
    "%({CONTENT_TYPE}e)s, text/plain",
    "%({CONTENT_LENGTH}e)s, 17",
    "%({content-length}i)s, 17",
    "%({HTTP_USER_AGENT}e)s, curl/8",
    "%({HTTP_NONE}e)s, -",
    "%({UNKNOWN}e)s, -",
    "%(unknown)s, -",
    "100%% %(s)s!, 100% 200!",
    "plain, plain"
  })
  void everyAtom(String format, String expected) throws LogSettingException {
    Samples request =
        Samples.request()
            .header("User-Agent", "curl/8")
            .header("Referer", "http://a/")
            .header("Content-Type", "text/plain");
    assertThat(line(format, request)).isEqualTo(expected);
  }

  @Test
  void theVariablesOfAnAppBelowAMountAreThoseItSees() throws LogSettingException {
    AtomFormat format =
        new AtomFormat(
            "%({script_name}e)s %({path_info}e)s %(U)s", ZoneOffset.UTC, Mount.at("/shop"));
    assertThat(served(format, "/shop/cart")).isEqualTo("/shop /cart /shop/cart");
    assertThat(served(format, "/shopping")).isEqualTo("/shop /shopping /shopping");
  }

  private static String served(AtomFormat format, String path) {
    return format.line(new Served(Samples.TIME, Samples.request().target(path, path, "").served()));
  }

  @Test
  void theDefaultFormatIsTheCombinedOne() throws LogSettingException {
    assertThat(
            line(
                "%(h)s %(l)s %(u)s %(t)s \"%(r)s\" %(s)s %(b)s \"%(f)s\" \"%(a)s\"",
                Samples.request()))
        .isEqualTo(
            "10.1.2.3 - - [20/Nov/2026:10:32:11 +0000] \"GET /find?q=1 HTTP/1.1\" 200 1234"
                + " \"-\" \"-\"");
  }

  @Test
  void timesAreLocal() throws LogSettingException {
    AtomFormat format = new AtomFormat("%(t)s", ZoneId.of("America/St_Johns"), Mount.ROOT);
    assertThat(format.line(new Served(Samples.TIME, Samples.request().served())))
        .isEqualTo("[20/Nov/2026:07:02:11 -0330]");
  }

  @ParameterizedTest
  @CsvSource({
    "ada:secret, ada",
    "ada, ada",
    "ada:a:b, ada",
    "'a\"b:c', a\\\"b",
    "'a\nb:c', a\\nb",
    "ädä:x, ädä",
    ":x, -"
  })
  void theUserOfBasicAuthentication(String credentials, String user) throws LogSettingException {
    String encoded =
        Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    assertThat(line("%(u)s", Samples.request().header("authorization", "basic " + encoded)))
        .isEqualTo(user);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic ???", "Basic", "Bearer YTpi", "Basicx YTpi", ""})
  void whatIsNoBasicAuthenticationHasNoUser(String value) throws LogSettingException {
    assertThat(line("%(u)s", Samples.request().header("Authorization", value))).isEqualTo("-");
  }

  @ParameterizedTest
  @CsvSource({
    "'x\" 200 5 \"', 'x\\\" 200 5 \\\"'",
    "'a\r\nb', 'a\\r\\nb'",
    "'a\tb', 'a\\tb'",
    "'a\u0000b', 'a\\x00b'",
    "'a\u001b[2Jb', 'a\\x1b[2Jb'",
    "'a\u007fb', 'a\\x7fb'",
    "'a\\', 'a\\\\'",
    "'\u00c3\u00a9', '\u00e9'",
    "'\u00e9', '\\xe9'",
    "'\u00c2\u0085', '\\x85'",
    "'\u00e2\u0080\u00a8', '\\u2028'",
    "'\u00e2\u0080\u00ae', '\\u202e'"
  })
  void noClientForgesALine(String value, String expected) throws LogSettingException {
    Samples request =
        Samples.request()
            .header("User-Agent", value)
            .header("Referer", value)
            .target("/" + value, "/" + value, value);
    assertThat(line("%(a)s", request)).isEqualTo(expected);
    assertThat(line("%(f)s", request)).isEqualTo(expected);
    assertThat(line("%({user-agent}i)s", request)).isEqualTo(expected);
    assertThat(line("%({HTTP_USER_AGENT}e)s", request)).isEqualTo(expected);
    assertThat(line("%(U)s", request)).isEqualTo("/" + expected);
    assertThat(line("%(q)s", request)).isEqualTo(expected);
    assertThat(line("%(r)s", request)).isEqualTo("GET /" + expected + " HTTP/1.1");
  }

  @Test
  void responseHeadersAreEscapedToo() throws LogSettingException {
    assertThat(line("\"%({x-quote}o)s\"", Samples.request())).isEqualTo("\"a\\\"b\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%(h)", "%s", "50 %", "%(h", "%(h)x"})
  void aLonePercentSignIsRefused(String format) {
    assertThatThrownBy(() -> line(format, Samples.request()))
        .isInstanceOf(LogSettingException.class)
        .hasMessageStartingWith("--access-logformat \"" + format + "\": the % at character ")
        .hasMessageEndingWith("a percent sign is written %%.");
  }

  private static String line(String format, Samples request) throws LogSettingException {
    return new AtomFormat(format, ZoneOffset.UTC, Mount.ROOT)
        .line(new Served(Samples.TIME, request.served()));
  }
}
