package dev.junicorn.console;

import dev.junicorn.exchange.TimeSplit;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * How values are written: names_like_this, enums in lower case, times in seconds, fractions to the
 * millionth.
 */
final class Json {

  private static final double NANOS_IN_SECOND = 1e9;
  private static final double PLACES = 1e6;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .addModule(
              new SimpleModule()
                  .addSerializer(TimeSplit.class, new Split())
                  .addSerializer(Double.class, new Fraction())
                  .addSerializer(Double.TYPE, new Fraction()))
          .build();

  private Json() {}

  /** UTF-8, on one line. */
  static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  private static void write(double value, JsonGenerator out) {
    // JSON has no word for what is not finite, and a browser would refuse all of it.
    out.writeNumber(Double.isFinite(value) ? Math.round(value * PLACES) / PLACES : 0);
  }

  private static final class Fraction extends ValueSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator out, SerializationContext context) {
      write(value, out);
    }
  }

  private static final class Split extends ValueSerializer<TimeSplit> {
    @Override
    public void serialize(TimeSplit split, JsonGenerator out, SerializationContext context) {
      out.writeStartObject();
      part("receiving", split.receiving(), out);
      part("queue", split.queue(), out);
      part("dispatch", split.dispatch(), out);
      part("cpu", split.cpu(), out);
      part("contention", split.contention(), out);
      part("blocked", split.blocked(), out);
      part("sending", split.sending(), out);
      out.writeEndObject();
    }

    private static void part(String name, long nanos, JsonGenerator out) {
      out.writeName(name);
      write(nanos / NANOS_IN_SECOND, out);
    }
  }
}
