package dev.toolwatch.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.toolwatch.signal.OtlpMessage.Form;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compared with the official classes: every field, but those of profiles. */
class OtlpMessagesTest {
  private static final Set<String> OF_PROFILES = Set.of("stringValueStrindex", "keyStrindex");

  private final OtlpMessages messages = new OtlpMessages();
  private final Set<Descriptor> checked = new HashSet<>();

  @Test
  void traces_areTheOfficialOnes() {
    check(messages.request(Signal.TRACES), ExportTraceServiceRequest.getDescriptor());
    assertThat(checked).hasSizeGreaterThan(10);
  }

  @Test
  void metrics_areTheOfficialOnes() {
    check(messages.request(Signal.METRICS), ExportMetricsServiceRequest.getDescriptor());
    assertThat(checked).hasSizeGreaterThan(18);
  }

  @Test
  void logs_areTheOfficialOnes() {
    check(messages.request(Signal.LOGS), ExportLogsServiceRequest.getDescriptor());
    assertThat(checked).hasSizeGreaterThan(8);
  }

  private void check(OtlpMessage message, Descriptor official) {
    if (!checked.add(official)) {
      return;
    }
    assertThat(message.fields().stream().map(OtlpMessage.Field::name))
        .as(official.getName())
        .containsExactlyInAnyOrderElementsOf(
            official.getFields().stream()
                .map(FieldDescriptor::getJsonName)
                .filter(name -> !OF_PROFILES.contains(name))
                .toList());
    for (FieldDescriptor real : official.getFields()) {
      if (!OF_PROFILES.contains(real.getJsonName())) {
        OtlpMessage.Field field = message.field(real.getJsonName());
        assertThat(field.number()).isEqualTo(real.getNumber());
        assertThat(field.list()).isEqualTo(real.isRepeated());
        assertThat(forms(real)).as(real.getFullName()).contains(field.form());
        if (field.form() == Form.MESSAGE) {
          check(field.message(), real.getMessageType());
        }
      }
    }
  }

  private static Set<Form> forms(FieldDescriptor real) {
    return switch (real.getType()) {
      case STRING -> Set.of(Form.STRING);
      case BYTES ->
          real.getName().endsWith("_id") ? Set.of(Form.ID, Form.OWN_ID) : Set.of(Form.BYTES);
      case ENUM, INT32 -> Set.of(Form.INT32);
      case UINT32 -> Set.of(Form.UINT32);
      case INT64 -> Set.of(Form.INT64);
      case UINT64 -> Set.of(Form.UINT64);
      case SINT32 -> Set.of(Form.ZIGZAG);
      case BOOL -> Set.of(Form.BOOL);
      case DOUBLE -> Set.of(Form.DOUBLE);
      case FIXED32 -> Set.of(Form.FIXED32);
      case FIXED64 -> Set.of(Form.FIXED64);
      case SFIXED64 -> Set.of(Form.SIGNED_FIXED64);
      case MESSAGE -> Set.of(Form.MESSAGE);
      default -> Set.of();
    };
  }
}
