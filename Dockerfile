# syntax=docker/dockerfile:1

# The program is one static binary that includes the web pages and migrations.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG COMMIT=
RUN CGO_ENABLED=0 go build -trimpath -o /out/clientele \
    -ldflags="-s -w -X clientele/internal/config.commit=$COMMIT" .
RUN mkdir /out/data

# This image has certificates, time zones and an unprivileged user, but no shell.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/clientele /usr/local/bin/clientele
COPY --from=build --chown=65532:65532 --chmod=0700 /out/data /data
ENV CLIENTELE_DATA=/data
USER 65532:65532
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["/usr/local/bin/clientele", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/clientele"]
