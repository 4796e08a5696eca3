package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.tenant.CurrentTenant;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The settings that are in force, without secrets. */
@Path("/api/v1/settings")
@RequestScoped
class SettingsResource {
  /** The page of the documentation, which the build puts beside the main class. */
  private static final String PAGE = "/dev/toolwatch/settings.md";

  private static final SettingsInForce SETTINGS = new SettingsInForce(page());

  private final Queries queries;
  private final Answers answers;

  SettingsResource(Queries queries, Answers answers) {
    this.queries = queries;
    this.answers = answers;
  }

  private static String page() {
    try (InputStream page = SettingsResource.class.getResourceAsStream(PAGE)) {
      if (page == null) {
        throw new IllegalStateException("This build has no " + PAGE);
      }
      return new String(page.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @GET
  @Operation(
      operationId = "settings",
      summary = "The settings in force, and where their values come from",
      description =
          "Of the process that answers, in the order of the documentation. Secrets, and texts that"
              + " may hold some, have no value.")
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = SettingsAnswer.class)))
  public Response settings(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    query.check();
    if (!CurrentTenant.isDefault()) {
      throw new ForbiddenException("The settings are for tokens without a tenant");
    }
    SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
    return answers.of(uri, request, new SettingsAnswer(SETTINGS.rows(config)), false);
  }
}
