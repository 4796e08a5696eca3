package dev.toolwatch.probe;

import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Asks a service as its preset says. */
final class PresetCheck implements TokenCheck {
  private final HttpCaller caller;
  private final Preset preset;
  private final URI service;
  private final Optional<String> user;
  private final Map<String, String> headers;
  private final InstantSource clock;

  /**
   * @param service its URL, without a slash at the end
   * @param headers of the settings, which go before those of the preset
   */
  PresetCheck(
      HttpCaller caller,
      Preset preset,
      URI service,
      Optional<String> user,
      Map<String, String> headers,
      InstantSource clock) {
    this.caller = caller;
    this.preset = preset;
    this.service = service;
    this.user = user;
    this.headers = headers;
    this.clock = clock;
  }

  @Override
  public Reading run(Optional<String> token, Steps steps)
      throws CheckFailure, InterruptedException {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("Accept", "application/json");
    if (token.isPresent()) {
      all.putAll(preset.authorization().of(user, Headers.value(token.get())));
    }
    all.putAll(headers);
    URI uri = URI.create(service + preset.path().of(service, user.isPresent(), token.isPresent()));
    try (HttpExchange answer = caller.send(new HttpCall("GET", uri, all, null), steps)) {
      if (answer.status() < 200 || answer.status() > 299) {
        throw HttpVerdicts.of(answer, clock);
      }
      String detail = preset.meaning().of(Json.parse(answer.body()));
      steps.done("expectation", "as expected");
      return Reading.of(steps.said().brief(detail));
    }
  }
}
