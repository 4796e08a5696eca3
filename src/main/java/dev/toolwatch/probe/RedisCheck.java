package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Optional;

/**
 * Sends AUTH, if there is a token, and PING (redis.io, "Redis serialization protocol specification").
 */
final class RedisCheck implements TokenCheck {
  private static final int MAX_LINE = 512;

  private final Connector connector;
  private final String host;
  private final int port;
  private final boolean tls;
  private final Optional<String> user;

  RedisCheck(Connector connector, String host, int port, boolean tls, Optional<String> user) {
    this.connector = connector;
    this.host = host;
    this.port = port;
    this.tls = tls;
    this.user = user;
  }

  @Override
  public Reading run(Optional<String> token, Steps steps)
      throws CheckFailure, InterruptedException {
    Socket socket = connector.connect(host, port, steps);
    if (tls) {
      socket = connector.secure(socket, host, port, steps);
    }
    try {
      InputStream in = new BufferedInputStream(socket.getInputStream(), MAX_LINE);
      if (token.isPresent()) {
        String[] auth =
            user.isPresent()
                ? new String[] {"AUTH", user.get(), token.get()}
                : new String[] {"AUTH", token.get()};
        expect("OK", answer(socket, in, auth), steps.said());
        steps.done("auth", "OK");
      }
      expect("PONG", answer(socket, in, "PING"), steps.said());
      steps.done("ping", "PONG");
      return Reading.of("PONG");
    } catch (IOException e) {
      throw Connector.broken(false, e, steps);
    } finally {
      Connector.close(socket);
    }
  }

  private static String answer(Socket socket, InputStream in, String... words) throws IOException {
    ByteArrayOutputStream command = new ByteArrayOutputStream();
    command.write(("*" + words.length + "\r\n").getBytes(UTF_8));
    for (String word : words) {
      byte[] bytes = word.getBytes(UTF_8);
      command.write(("$" + bytes.length + "\r\n").getBytes(UTF_8));
      command.write(bytes);
      command.write("\r\n".getBytes(UTF_8));
    }
    socket.getOutputStream().write(command.toByteArray());
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      if (line.size() == MAX_LINE) {
        throw new IOException("it is not Redis");
      }
      line.write(next);
    }
    return line.toString(UTF_8).stripTrailing();
  }

  private static void expect(String word, String answer, Said said) throws CheckFailure {
    if (answer.equals("+" + word)) {
      return;
    }
    if (!answer.startsWith("-")) {
      throw new CheckFailure(Verdict.DOWN, "the answer is not that of Redis");
    }
    String error = answer.substring(1);
    throw switch (error.split(" ", 2)[0]) {
      case "NOAUTH" -> new CheckFailure(Verdict.REFUSED, "NOAUTH: it wants a token");
      case "WRONGPASS" -> new CheckFailure(Verdict.REFUSED, "WRONGPASS: the token is not valid");
      case "NOPERM", "DENIED" -> new CheckFailure(Verdict.REFUSED, said.brief(error));
      case "LOADING" -> new CheckFailure(Verdict.DOWN, "LOADING: it still reads its data");
      case "ERR" ->
          // Before Redis 6; and if there is a token, but no password is set
          new CheckFailure(
              error.contains("invalid password") || error.contains("password configured")
                  ? Verdict.REFUSED
                  : Verdict.DOWN,
              said.brief(error));
      default -> new CheckFailure(Verdict.DOWN, said.brief(error));
    };
  }
}
