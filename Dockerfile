# Everything that compiles: the checks ran in CI, so the build is the quick one.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B -q -Dquick package
# Apart, because ours change with every build and theirs seldom do; and no binaries for macOS.
RUN mkdir -p /out/ours \
    && mv bootstrap/target/lib/parley-*.jar /out/ours/ \
    && mv bootstrap/target/lib /out/theirs \
    && rm -f /out/theirs/embedded-postgres-binaries-darwin-*.jar

FROM eclipse-temurin:25-jre
# The embedded PostgreSQL refuses to run as root, and nothing else needs to.
RUN groupadd --system --gid 10001 parley \
    && useradd --system --uid 10001 --gid parley --home-dir /data --shell /usr/sbin/nologin parley \
    && install -d -o parley -g parley -m 0700 /data
WORKDIR /app
COPY LICENSE deploy/docker/healthy ./
COPY --from=build /out/theirs ./lib/
COPY --from=build /out/ours ./lib/
COPY --from=build /src/bootstrap/target/parley.jar ./
USER parley
ENV PARLEY_HOME=/data \
    PARLEY_PORT=8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/app/healthy"]
# What ./parley gives Java 25, too. JDK_JAVA_OPTIONS, where set, is read by java itself.
ENTRYPOINT ["java", "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.noUnsafe=false", "-jar", "/app/parley.jar"]
CMD ["serve"]
