package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.store.QueryRefusedException;
import dev.toolwatch.store.QueryRefusedException.Reason;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedQueryTest {
  @ParameterizedTest
  @CsvSource({"SIZE, 400, ", "TIME, 503, 10", "CONCURRENCY, 503, 10"})
  void refusedQuery_isAProblemThatSaysWhatToAsk(Reason reason, int status, String retryAfter) {
    Response answer =
        new ExceptionMappers().tooMuch(new QueryRefusedException(reason, "ask for less"));
    assertThat(answer.getStatus()).isEqualTo(status);
    assertThat(answer.getHeaderString(HttpHeaders.RETRY_AFTER)).isEqualTo(retryAfter);
    assertThat(answer.getMediaType()).hasToString(Problem.MEDIA_TYPE);
    assertThat(((Problem) answer.getEntity()).detail()).isEqualTo("ask for less");
  }
}
