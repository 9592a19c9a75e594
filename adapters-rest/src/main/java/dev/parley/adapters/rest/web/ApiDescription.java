package dev.parley.adapters.rest.web;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** The head of the API's description; the rest is made from the controllers. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Parley",
            version = "1",
            description =
                "Self-hosted, multi-tenant chat and knowledge platform. A WebSocket at /v1/ws"
                    + " carries the same events as streams; docs/websocket.md describes it.",
            license = @License(name = "Apache-2.0")),
    security = @SecurityRequirement(name = "bearer"))
@SecurityScheme(
    name = "bearer",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description = "An API key.")
interface ApiDescription {}
